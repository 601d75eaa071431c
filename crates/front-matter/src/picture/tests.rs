use super::*;

/// Compares with the new value, `REMOVE` or `KEEP`; a repaired value needs no further repair.
#[track_caller]
fn check(raw: &str, expected: &str) {
    let repair = judge_picture(raw);
    let found = match &repair {
        Some(repair) => repair.new.as_deref().unwrap_or("REMOVE"),
        None => "KEEP",
    };
    assert_eq!(found, expected, "{raw}: {repair:?}");
    if let Some(new) = repair.and_then(|it| it.new) {
        assert_eq!(judge_picture(&new), None, "{raw}");
    }
}

#[track_caller]
fn keeps(raw: &[&str]) {
    for raw in raw {
        check(raw, "KEEP");
    }
}

#[track_caller]
fn removes(raw: &[&str]) {
    for raw in raw {
        check(raw, "REMOVE");
    }
}

/// Every value means the same picture.
#[track_caller]
fn all_become(expected: &str, raw: &[&str]) {
    for raw in raw {
        check(raw, expected);
    }
}

const LAKE: &str = "https://example.com/lake.jpg";

#[test]
fn addresses_that_are_right_stay() {
    keeps(&[
        LAKE,
        "HTTPS://EXAMPLE.COM/LAKE.JPG",
        "//cdn.example.com/lake.jpg",
        "/img/lake.jpg",
        "img/my lake.jpg",
        "../lake.jpg",
        "lake.jpg",
        "example.com/lake.jpg",
        "https://example.com/lake_(2).jpg",
        "https://example.com/lake.jpg?crop=1,2,3",
        "https://example.com/lake.jpg?crop=1,2,",
        "https://example.com/lake.jpg?w=1&utm_source=x",
        "https://example.com/lake.jpg?",
        "https://example.com/lake.jpg#top",
        "https://example.com/my%20lake.jpg",
        "https://http.example/404.jpg",
        "https://https.example.com/a.jpg",
        "https://example.com/photo-123",
        "https://localhost.example.com/a.jpg",
        "https://10.example.com/a.jpg",
        "https://example.com/localhost/a.jpg",
        "https://example.com/file:/a.jpg",
        "/home/lake.jpg",
        "/users/ann/pictures/lake.jpg",
        "~/assets/lake.jpg",
        "@/assets/lake.jpg",
        "https/lake.png",
    ]);
}

#[test]
fn values_that_are_no_addresses_stay() {
    keeps(&[
        "",
        " ",
        "null",
        "~",
        "false",
        "true",
        "auto",
        "none",
        "None",
        "TODO",
        "#fff",
        "rgb(1, 2, 3)",
        "linear-gradient(to right, #000, #fff)",
        "fas fa-home",
        "50%",
        "Photo: Ann Example",
        "{{ site.cover }}",
        "![]({{ site.cover }})",
        "{% asset_img lake.jpg %}",
        "${base}/lake.jpg",
        "[https://example.com/a.jpg, https://example.com/b.jpg]",
        "[a.jpg, b.jpg]",
        "['a.jpg', 'b.jpg']",
        "'a.jpg', 'b.jpg'",
        "{src: /lake.jpg, alt: A lake}",
        "[[lake.jpg]]",
        "*default",
        "see https://example.com/lake.jpg",
        "(see lake.jpg)",
        "![[lake.jpg]]",
        "https://example.com/lake.jpg # the lake",
        "a: b",
    ]);
}

#[test]
fn another_server_may_stand_in_the_path_or_the_query() {
    keeps(&[
        "https://proxy.example.com/?url=https://example.com/lake.jpg",
        "https://proxy.example.com/fetch/w_300/https://example.com/lake.jpg",
        "https://proxy.example.com/example.com/lake.jpg",
        "https://archive.example.org/web/2020/https://example.com/lake.jpg",
        "https://example.com/_next/image?url=https%3A%2F%2Fexample.org%2Flake.jpg&w=640",
        "https://example.com/http_lake.jpg",
        "https://proxy.example.com/?url=https://example.com/a.jpg?Expires=1500000000&Signature=x",
    ]);
}

#[test]
fn markdown_and_html_around_an_address_go() {
    all_become(
        LAKE,
        &[
            "![](https://example.com/lake.jpg)",
            "![a lake](https://example.com/lake.jpg \"A lake\")",
            "![a lake](https://example.com/lake.jpg 'A lake')",
            "![a lake](https://example.com/lake.jpg =300x200)",
            "![a lake](<https://example.com/lake.jpg>)",
            "![a lake](https://example.com/lake.jpg){width=50%}",
            "![a [small] lake](https://example.com/lake.jpg)",
            "![a lake](https://example.com/lake.jpg",
            "[![a lake](https://example.com/lake.jpg)](https://example.com/post/)",
            "![](https://example.com/pond.jpg) ![](https://example.com/lake.jpg)",
            "[lake](https://example.com/lake.jpg)",
            "[https://example.com/lake.jpg](https://example.com/post/)",
            "！[](https://example.com/lake.jpg)",
            "! [](https://example.com/lake.jpg)",
            "!(https://example.com/lake.jpg)",
            "![https://example.com/lake.jpg]",
            "<https://example.com/lake.jpg>",
            "<img src=\"https://example.com/lake.jpg\" alt=\"a lake\">",
            "<img alt='a > b' src='https://example.com/lake.jpg'/>",
            "<img src=https://example.com/lake.jpg>",
            "<IMG SRC=\"https://example.com/lake.jpg\">",
            "<img src=\\\"https://example.com/lake.jpg\\\">",
            "<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw7\" data-src=\"https://example.com/lake.jpg\">",
            "<a href=\"https://example.com/post/\"><img src=\"https://example.com/lake.jpg\"></a>",
            "<a href=\"https://example.com/lake.jpg\">a lake</a>",
            "&lt;img src=&quot;https://example.com/lake.jpg&quot;&gt;",
            "[img]https://example.com/lake.jpg[/img]",
            "src=\"https://example.com/lake.jpg\"",
            "https://example.com/lake.jpg\" alt=\"a lake",
            "https://example.com/lake.jpg<br>",
            "https://example.com/lake.jpg)](https://example.com/post/)",
            "url(https://example.com/lake.jpg)",
            "url('https://example.com/lake.jpg')",
        ],
    );
    keeps(&["<svg viewBox=\"0 0 9 9\"><image href=\"lake.png\"/></svg>"]);
    check("![](/img/lake (2).jpg)", "/img/lake (2).jpg");
    check("![](img/lake.jpg)", "img/lake.jpg");
    check("![](http://localhost:4000/lake.jpg)", "REMOVE");
    keeps(&[
        "[photo by Ann](https://example.com/ann)",
        "![a lake][lake]",
        "![",
        "![](",
        "![]()",
        "<img>",
        "<img src=>",
    ]);
}

#[test]
fn what_was_copied_along_goes() {
    all_become(
        LAKE,
        &[
            "“https://example.com/lake.jpg”",
            "‘https://example.com/lake.jpg’",
            "'https://example.com/lake.jpg'",
            "`https://example.com/lake.jpg`",
            "(https://example.com/lake.jpg)",
            "**https://example.com/lake.jpg**",
            "\"https://example.com/lake.jpg",
            "cover: https://example.com/lake.jpg",
            "https://example.com/lake.jpg\"",
            "https://example.com/lake.jpg)",
            "https://example.com/lake.jpg).",
            "https://example.com/lake.jpg',",
            "https://example.com/lake.jpg,",
            "https://example.com/lake.jpg;",
            "https://example.com/lake.jpg.",
            "https://example.com/lake.jpg]",
            "https://example.com/lake.jpg>",
            "https://example.com/lake.jpg\\n",
            "https://example.com/lake.jpg\\r\\n",
            "https://example.com/lake.jpg%0A",
            "https://example.com/lake.jpg%20",
            "https://example.com/lake.jpg。",
            "\u{200b}https://example.com/lake.jpg",
            "https://example.com/lake.jpg\u{a0}",
        ],
    );
    check("/img/lake.jpg)", "/img/lake.jpg");
    check("</img/lake.jpg>", "/img/lake.jpg");
    check("/img/lake.jpg\\n", "/img/lake.jpg");
    check("https://images.example.com/photo-1\\n", "https://images.example.com/photo-1");
    keeps(&[
        "https://example.com/v1/'lake'",
        "https://example.com/image;w=200;h=300;",
        "https://example.com/photo,1,2,",
        "/img/”lake.png”",
        "/img/“lake.png”",
        "/img/‘lake.png’",
        "/img/'lake.png'",
    ]);
}

#[test]
fn escapes_of_other_formats_are_turned_back() {
    let expected = "https://example.com/lake.jpg?w=1&h=2";
    all_become(
        expected,
        &[
            "https://example.com/lake.jpg?w=1&amp;h=2",
            "https://example.com/lake.jpg?w=1&amp;amp;h=2",
            "https://example.com/lake.jpg?w=1&#38;h=2",
            "https://example.com/lake.jpg?w=1\\u0026h=2",
            "https:\\/\\/example.com\\/lake.jpg?w=1&h=2",
            "https%3A%2F%2Fexample.com%2Flake.jpg%3Fw%3D1%26h%3D2",
        ],
    );
    check("https://example.com/my\\_lake.jpg", "https://example.com/my_lake.jpg");
}

#[test]
fn schemes_are_spelled_right() {
    all_become(
        LAKE,
        &[
            "htps://example.com/lake.jpg",
            "htpps://example.com/lake.jpg",
            "htttps://example.com/lake.jpg",
            "hhttps://example.com/lake.jpg",
            "httpss://example.com/lake.jpg",
            "ttps://example.com/lake.jpg",
            "tps://example.com/lake.jpg",
            "://example.com/lake.jpg",
            "http://ttps://example.com/lake.jpg",
            "https:/example.com/lake.jpg",
            "https:///example.com/lake.jpg",
            "https:example.com/lake.jpg",
            "https//example.com/lake.jpg",
            "https//:example.com/lake.jpg",
            "https;//example.com/lake.jpg",
            "https：//example.com/lake.jpg",
            "https:://example.com/lake.jpg",
            "https:// example.com/lake.jpg",
            "https ://example.com/lake.jpg",
            "https:\\\\example.com\\lake.jpg",
            "https://example.com\\lake.jpg",
            "http://https://example.com/lake.jpg",
            "https://https://example.com/lake.jpg",
            "http://https//example.com/lake.jpg",
            "https:https://example.com/lake.jpg",
            "httpshttps://example.com/lake.jpg",
            "//https://example.com/lake.jpg",
            "Htps://example.com/lake.jpg",
        ],
    );
    all_become(
        "http://example.com/lake.jpg",
        &[
            "htp://example.com/lake.jpg",
            "ttp://example.com/lake.jpg",
            "http:/example.com/lake.jpg",
            "http//example.com/lake.jpg",
            "https://http://example.com/lake.jpg",
            "htpt://example.com/lake.jpg",
        ],
    );
    check("www.example.com/lake.jpg", "https://www.example.com/lake.jpg");
    keeps(&[
        "ftp://example.com/lake.jpg",
        "s3://example.com/lake.jpg",
        "www.lake.jpg",
        "http.lake.jpg",
        "ipfs://abc/lake.jpg",
    ]);
}

#[test]
fn one_of_several_addresses_is_chosen() {
    all_become(
        LAKE,
        &[
            "https://example.com/post/ https://example.com/lake.jpg",
            "https://example.com/lake.jpg https://example.com/post/",
            "https://example.com/pond.jpg https://example.com/lake.jpg",
            "https://example.com/pond.jpg, https://example.com/lake.jpg",
            "https://example.com/pond.jpg | https://example.com/lake.jpg",
            "https://example.com/pond.jpg,https://example.com/lake.jpg",
            "https://example.com/pond.jpghttps://example.com/lake.jpg",
            "https://example.com/lake.jpg https://example.com/lake.jpg",
            "https://example.com/lake.jpg 800w",
            "https://example.com/lake.jpg 1x, https://example.com/pond.jpg 2x",
            "https://example.com/lake.jpg 1x,https://example.com/pond.jpg 2x",
            "https://example.com/lake.jpg, https://example.com/pond.jpg 1.5x",
            "https://example.com/post/,https://example.com/lake.jpg",
            "https://example.com/pond.jpg & https://example.com/lake.jpg",
            "https://example.com/post/ htps://example.com/lake.jpg",
        ],
    );
    check("/img/a-480.jpg 480w, /img/a-800.jpg 800w", "/img/a-480.jpg");
    check("/img/a.jpg, /img/b.jpg", "/img/b.jpg");
    check("https://example.com/a/ https://images.example.com/photo-1", "https://images.example.com/photo-1");
    removes(&["https://example.com/a/ https://example.com/b.html"]);
    keeps(&["https://cdn.example.com/l_text:lake.png,https://example.org/pond.png"]);
    keeps(&["https://example.com/one https://example.com/two", "/img/my lake 2x.jpg", "my lake.jpg 2", "a.jpg, b.jpg"]);
}

#[test]
fn what_nobody_else_can_see_goes() {
    removes(&[
        "undefined",
        "NaN",
        "[object Object]",
        "[]",
        "https://",
        "http:",
        "about:blank",
        "file:///C:/lake.jpg",
        "file:/home/ann/lake.jpg",
        "C:\\Users\\ann\\lake.jpg",
        "d:/pictures/lake.jpg",
        "\\\\server\\share\\lake.jpg",
        "/Users/ann/Desktop/lake.jpg",
        "/home/ann/Downloads/lake.jpg",
        "~/Pictures/lake.jpg",
        "blob:https://example.com/1-2-3",
        "cid:part1",
        "chrome-extension://abc/lake.jpg",
        "webkit-fake-url://abc/lake.jpg",
        "http://localhost/lake.jpg",
        "localhost:4000/lake.jpg",
        "\\\\192.168.1.20\\share\\lake.jpg",
        "http://127.0.0.1:8080/lake.jpg",
        "http://192.168.1.20/lake.jpg",
        "http://10.0.0.1/lake.jpg",
        "http://0.0.0.0:4000/lake.jpg",
        "http://[::1]:4000/lake.jpg",
        "http://mac.local/lake.jpg",
        "//localhost:4000/lake.jpg",
    ]);
    keeps(&[
        "File:Lake.jpg",
        "http://172.15.0.1/lake.jpg",
        "{}",
        "localhost:5000/app",
        "~/library/lake.png",
        "~/documents/lake.png",
        "~/pictures/lake.png",
        "/library/lake.png",
        "/home/pictures/lake.png",
    ]);
}

#[test]
fn backslashes_of_a_path_become_slashes() {
    check("\\img\\lake.jpg", "/img/lake.jpg");
    check("img\\new\\lake.jpg", "img/new/lake.jpg");
    check(".\\img\\lake.jpg", "./img/lake.jpg");
    check("\\\\img\\\\lake.jpg", "/img/lake.jpg");
    check("\\\\cdn.example.com\\lake.jpg", "//cdn.example.com/lake.jpg");
    keeps(&["/img/my\\ lake.jpg", "\\alpha", "/img/my\\_lake.jpg"]);
}

#[test]
fn pages_of_code_hosts_become_their_files() {
    check(
        "https://github.com/ann/site/blob/main/img/lake.jpg",
        "https://raw.githubusercontent.com/ann/site/main/img/lake.jpg",
    );
    check(
        "[![](https://www.github.com/ann/site/blob/main/lake.jpg)](/x)",
        "https://raw.githubusercontent.com/ann/site/main/lake.jpg",
    );
    check(
        "https://gitlab.com/ann/group/site/-/blob/main/lake.jpg",
        "https://gitlab.com/ann/group/site/-/raw/main/lake.jpg",
    );
    keeps(&["https://example.com/docs/-/blob/lake.png", "https://example.com/ann/site/-/blob/lake.png"]);
    check("https://gitee.com/ann/site/blob/main/img/lake.jpg", "https://gitee.com/ann/site/raw/main/img/lake.jpg");
    check("https://bitbucket.org/ann/site/src/main/lake.jpg", "https://bitbucket.org/ann/site/raw/main/lake.jpg");
    keeps(&[
        "https://github.com/ann/site/blob/main/lake.jpg?raw=true",
        "https://github.com/ann/site/raw/main/lake.jpg",
        "https://github.com/ann/site/blob/main/lake.md",
        "https://example.com/ann/site/blob/main/lake.jpg",
    ]);
}

#[test]
fn click_throughs_and_videos_are_guesses() {
    check("https://www.google.com/url?sa=i&url=https%3A%2F%2Fexample.com%2Flake.jpg&ust=1", LAKE);
    check("https://www.google.co.uk/imgres?imgurl=https%3A%2F%2Fexample.com%2Flake.jpg&imgrefurl=x", LAKE);
    removes(&[
        "https://www.google.com/url?sa=i&url=https%3A%2F%2Fexample.com%2Fpost%2F&ust=1",
        "https://www.google.com/url?url=https%3A%2F%2Fexample.com%2Fwiki%2FFile%3ALake.jpg",
        "https://drive.google.com/file/d/abc/view?usp=sharing",
    ]);
    all_become(
        "https://i.ytimg.com/vi/abcdefghi-_/hqdefault.jpg",
        &[
            "https://www.youtube.com/watch?v=abcdefghi-_",
            "https://youtu.be/abcdefghi-_?t=10",
            "https://youtube.com/shorts/abcdefghi-_",
            "https://www.youtube.com/embed/abcdefghi-_",
            "https://www.youtube.com/watch?list=x&amp;v=abcdefghi-_",
        ],
    );
    keeps(&[
        "https://www.youtube.com/@ann",
        "https://i.ytimg.com/vi/abcdefghi-_/hqdefault.jpg",
        "https://drive.google.com/uc?export=view&id=abc",
        "https://www.google.com/logos/lake.png",
    ]);
}

#[test]
fn links_expire_before_a_fixed_day() {
    removes(&[
        "https://s.example.com/a.jpg?X-Amz-Date=20240101T000000Z&X-Amz-Expires=3600&X-Amz-Signature=x",
        "https://s.example.com/a.jpg?X-Goog-Date=20240101T000000Z&X-Goog-Expires=604800",
        "https://s.example.com/a.jpg?Expires=1500000000&Signature=x&Key-Pair-Id=y",
        "https://s.example.com/a.jpg?sv=2020&se=2024-01-01T00%3A00%3A00Z&sig=x",
        "https://cdn.discordapp.com/attachments/1/2/a.png?ex=60000000&is=5fffffff&hm=x",
        "https://s.example.com/a.png?jwt=e30.eyJleHAiOjE1MDAwMDAwMDB9.x",
    ]);
    keeps(&[
        "https://s.example.com/a.jpg?X-Amz-Date=20261031T230000Z&X-Amz-Expires=7200",
        "https://s.example.com/a.jpg?Expires=4102444800&Signature=x",
        "https://s.example.com/a.jpg?Expires=1500000000",
        "https://s.example.com/a.jpg?se=2024-01-01",
        "https://s.example.com/a.jpg?sv=2020&se=2099-01-01T00:00:00Z&sig=x",
        "https://cdn.discordapp.com/attachments/1/2/a.png",
        "https://cdn.discordapp.com/attachments/1/2/a.png?ex=f0000000&is=1&hm=x",
        "https://example.com/a.png?ex=60000000",
    ]);
}

#[test]
fn picture_data_must_have_an_end() {
    removes(&[
        "data:image/png;base64",
        "data:image/png;base64,",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg",
        "data:image/png;base64,iVBOR",
        "data:image/png;base64,iVBORw0KGgo...",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw",
        "data:image/jpeg;base64,/9j/4AAQSkZJRg",
        "data:image/svg+xml,%3Csvg xmlns='x'%3E%3Cpath",
    ]);
    keeps(&[
        "data:image/gif;base64,R0lGODlhAQABAAAAACw7",
        "data:image/svg+xml,%3Csvg xmlns='x'%3E%3C/svg%3E",
        "data:image/svg+xml;utf8,<svg xmlns=\"x\"/>",
        "data:image/webp;base64,AAAA",
        "data:image/jpeg;base64,/9j/2Q==",
        "data:text/html,x",
    ]);
    check("![](data:image/gif;base64,R0lGODlhAQABAAAAACw7)", "data:image/gif;base64,R0lGODlhAQABAAAAACw7");
}

#[test]
fn queries_that_only_track_go() {
    all_become(
        LAKE,
        &["https://example.com/lake.jpg?utm_source=a&utm_medium=b", "https://example.com/lake.jpg?fbclid=a"],
    );
    check("https://example.com/lake.jpg?gclid=a#x", "https://example.com/lake.jpg#x");
}

#[test]
fn what_is_lost_or_made_up_is_a_guess() {
    let is_guess = |raw: &str| judge_picture(raw).expect("there is something to repair").is_guess;
    for raw in [
        "https://youtu.be/abcdefghi-_",
        "https://www.google.com/url?url=https%3A%2F%2Fexample.com%2Flake.jpg",
        "https://example.com/a/ https://example.com/b/",
        "https://s.example.com/a.jpg?Expires=1500000000&Signature=x",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg",
        "https://drive.google.com/file/d/abc/view",
        "\\\\cdn.example.com\\lake.png",
        "\\\\img\\lake.png",
        "~/Pictures/lake.png",
        "/home/gallery/pictures/lake.png",
        "/home/2024/documents/lake.png",
        "/Users/guide/library/lake.png",
        "http://nas.local/lake.png",
        "http://10.0.0.1/lake.png",
        "http://192.168.1.20/lake.png",
        "/light.png, /dark.png",
        "/img/1.png /img/2.png /img/3.png",
        "https://a.example/light.png|https://a.example/dark.png",
        "https://a.example/light.png,https://a.example/dark.png",
        "![](light.png) ![](dark.png)",
        "![](dark.png) ![](light.png) ![](dark.png)",
    ] {
        assert!(is_guess(raw), "{raw}");
    }
    for raw in [
        "https://example.com/a/ https://example.com/b.jpg",
        "https://example.com/a https://example.com/b.jpg",
        "https://example.com/b.jpg https://example.com/b.jpg",
        "https://example.com/b.jpg,https://example.com/b.jpg",
        "https://example.com/a/,https://example.com/b.jpg",
        "/a.png 1x, /b.png 2x",
        "[]",
        "\\img\\lake.png",
        "\\\\10.0.0.1\\share\\lake.png",
        "http://127.0.0.1:4000/lake.png",
        "![](https://github.com/ann/site/blob/main/lake.jpg)",
        "undefined",
        "http://localhost/lake.jpg",
        "C:\\lake.jpg",
        "https://example.com/lake.jpg?utm_source=a",
    ] {
        assert!(!is_guess(raw), "{raw}");
    }
}

#[test]
fn reasons_follow_the_repairs() {
    let repair = judge_picture("![](htps://example.com/lake.jpg?w=1&amp;h=2)").expect("there is something to repair");
    assert_eq!(repair.reason, "markdown around the address, html escapes, misspelled scheme");
}
