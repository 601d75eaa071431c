//! Words and pairs of words that tell menus, forms and lists of links from sentences.
//!
//! A word is known by its hash, so that a line is looked up while it is read. Pairs are written `"read more"`.

use std::sync::LazyLock;

/// What a word hints at. The number of a hint is its bit in a [`Hints`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// A word that holds sentences together, in one of several languages.
    Stop,
    /// Lists of other articles: "related", "most read".
    Related,
    /// A place for readers: "comments", "leave a".
    Comments,
    /// Social networks and buttons to share.
    Share,
    /// Letters by mail.
    Newsletter,
    /// Signing in, carts.
    Account,
    /// Cookies, privacy, copyright.
    Legal,
    /// Menus and footers.
    Menu,
    /// Who wrote it and when it appeared.
    Byline,
    /// Months, weekdays, "ago".
    Date,
    /// Pictures and where they come from.
    Picture,
    /// Advertising.
    Advert,
    /// What a button says: "read more", "buy now".
    Action,
    /// Tags and categories.
    Topics,
    /// Forums: posts, members, votes.
    Forum,
    /// Shops: prices, stock, reviews.
    Shop,
    /// "We" and "our": companies speak of themselves.
    We,
    /// "You" and "your".
    You,
    /// "I" and "my": readers write of themselves.
    Me,
}

impl Hint {
    /// Its bit in a [`Hints`].
    pub(crate) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of [`Hint`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hints(pub(crate) u32);

impl Hints {
    pub(crate) const fn of(hints: &[Hint]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < hints.len() {
            bits |= hints[at].bit();
            at += 1;
        }
        Self(bits)
    }

    pub(crate) fn has(self, hint: Hint) -> bool {
        self.0 & hint.bit() != 0
    }

    pub(crate) fn any_of(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// A word while it is read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Letters(u64);

impl Letters {
    /// Adds one byte, which is in lower case if it is ASCII.
    #[inline]
    pub(crate) fn add(&mut self, byte: u8) {
        self.0 = self.0.rotate_left(7) ^ u64::from(byte);
    }

    /// The hash of the word.
    #[inline]
    pub(crate) fn hash(self) -> u32 {
        (self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
    }

    fn of(word: &str) -> Self {
        let mut letters = Self::default();
        word.bytes().for_each(|it| letters.add(it));
        letters
    }
}

/// The hash of two words that follow each other.
#[inline]
fn pair(first: u32, second: u32) -> u32 {
    (first.rotate_left(15) ^ second).wrapping_mul(0x9e37_79b1)
}

/// A word that was looked up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) hash: u32,
    /// Its hints, and those of the pair it forms with the word before.
    pub(crate) hints: Hints,
    begins_pair: bool,
}

impl Word {
    /// What stands before the first word.
    pub(crate) const NONE: Word = Word { hash: 0, hints: Hints(0), begins_pair: false };

    #[inline]
    pub(crate) fn after(before: Word, hash: u32) -> Word {
        let lexicon = &*LEXICON;
        let own = lexicon.get(hash);
        let paired = if before.begins_pair { lexicon.get(pair(before.hash, hash)) } else { 0 };
        Word { hash, hints: Hints((own | paired) & !BEGINS_PAIR), begins_pair: own & BEGINS_PAIR != 0 }
    }
}

/// Marks the first words of pairs in the lexicon.
const BEGINS_PAIR: u32 = 1 << 31;

/// Hashes in open addressing. What is not in it costs one look at a bit, mostly.
struct Lexicon {
    bits: Box<[u64; 1024]>,
    slots: Box<[(u32, u32)]>,
}

impl Lexicon {
    #[inline]
    fn get(&self, hash: u32) -> u32 {
        let bit = (hash >> 16) as usize;
        if self.bits[bit >> 6] & (1 << (bit & 63)) == 0 {
            return 0;
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let (key, hints) = self.slots[at];
            if hints == 0 || key == hash {
                return hints;
            }
            at = (at + 1) & mask;
        }
    }

    fn add(&mut self, hash: u32, hints: u32) {
        let bit = (hash >> 16) as usize;
        self.bits[bit >> 6] |= 1 << (bit & 63);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].1 != 0 && self.slots[at].0 != hash {
            at = (at + 1) & mask;
        }
        self.slots[at].0 = hash;
        self.slots[at].1 |= hints;
    }
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let entries = || WORDS.iter().flat_map(|&(hint, words)| words.split(',').map(move |it| (hint, it.trim())));
    let slots = (8 * entries().count()).next_power_of_two();
    let mut lexicon = Lexicon { bits: Box::new([0; 1024]), slots: vec![(0, 0); slots].into_boxed_slice() };
    for (hint, entry) in entries() {
        let mut words = entry.split(' ').map(|word| Letters::of(word).hash());
        let first = words.next().expect("split yields at least one piece");
        let Some(second) = words.next() else {
            lexicon.add(first, hint.bit());
            continue;
        };
        lexicon.add(first, BEGINS_PAIR);
        lexicon.add(pair(first, second), hint.bit());
    }
    lexicon
});

const WORDS: &[(Hint, &str)] = &[
    (
        Hint::Stop,
        "the,of,and,to,in,a,is,that,for,it,as,was,with,be,by,on,not,he,i,this,are,or,his,from,at,which,but,have,an,had,\
         they,you,were,their,one,all,we,can,her,has,there,been,if,more,when,will,would,who,so,no,she,do,my,what,about,\
         its,into,than,them,could,our,out,up,these,new,after,over,also,then,most,other,some,just,how,any,your,because,\
         der,die,das,und,ist,nicht,ein,eine,zu,den,von,mit,sich,des,dem,im,auf,für,auch,als,werden,wird,sind,es,\
         le,la,les,de,et,un,une,est,que,qui,dans,pour,pas,sur,au,avec,ce,il,elle,sont,des,du,en,\
         el,los,las,y,por,con,una,para,como,pero,su,del,se,lo,más,\
         o,não,uma,os,mais,com,do,da,em,ao,foi,di,che,non,per,sono,gli,nel,della,con,\
         het,een,van,niet,dat,op,te,zijn,voor,met,och,att,det,som,på,av,är,är,til,og,ikke,\
         и,в,на,не,что,с,по,как,это,w,z,się,nie,jest,že,je,na,v",
    ),
    (
        Hint::Related,
        "related,recommended,popular,trending,latest,recent,similar,featured,editor's,picks,recommendations,explore,\
         discover,you may,you might,also like,also read,read next,up next,next up,don t,most read,most viewed,most popular,\
         top stories,more from,more in,more on,more stories,more articles,more news,more posts,more like,keep reading,\
         further reading,see also,what to,in case,must read,around the,from our,from the,in this,highlights,stories,posts,\
         articles,headlines,verwandte,ähnliche,weitere,meistgelesen,mehr,lire aussi,à lire,articles similaires,\
         relacionados,relacionadas,te puede,leia também,leggi anche,más leídas,correlati,читайте,zobacz",
    ),
    (
        Hint::Comments,
        "comment,comments,reply,replies,respond,responses,disqus,leave a,post a,add a,join the,logged in,log in,moderated,\
         discussion,conversation,kommentar,kommentare,commentaire,commentaires,comentario,comentarios,comentários,commenti,\
         комментарии",
    ),
    (
        Hint::Share,
        "share,shares,tweet,facebook,twitter,linkedin,pinterest,whatsapp,instagram,youtube,reddit,telegram,tumblr,email,\
         print,sharer,intent,copy link,follow,followers,tiktok,flipboard,teilen,partager,compartir,compartilhar,condividi,\
         rss,snapchat,messenger,threads,bluesky,mastodon,follow us",
    ),
    (
        Hint::Newsletter,
        "newsletter,newsletters,subscribe,subscribed,subscription,subscribers,unsubscribe,signup,inbox,sign up,email address,\
         e mail,your email,your inbox,stay up,mailing list,abonnieren,abonnez,suscríbete,inscreva,iscriviti,weekly,daily,\
         delivered",
    ),
    (
        Hint::Account,
        "login,signin,register,account,password,cart,checkout,wishlist,basket,log in,sign in,log out,my account,username,\
         logout,anmelden,connexion,entrar,accedi,forgot,profile,membership,member",
    ),
    (
        Hint::Legal,
        "cookie,cookies,privacy,terms,copyright,reserved,gdpr,consent,disclaimer,imprint,impressum,datenschutz,trademark,\
         trademarks,ccpa,©,all rights,rights reserved,do not,personal information,privacy policy,terms of,legal,conditions,\
         accessibility,confidentialité,privacidad,preferences,llc,inc,ltd,gmbh",
    ),
    (
        Hint::Menu,
        "menu,search,skip,home,about,contact,careers,faq,sitemap,navigation,toggle,close,back to,to top,main content,next,\
         previous,prev,archive,archives,categories,advertise,help,support,press,jobs,blog,resources,products,services,\
         solutions,pricing,company,events,login,english,language,languages,submenu,dropdown,sidebar,navbar,breadcrumb,\
         suche,startseite,kontakt,accueil,rechercher,inicio,buscar,contacto,скрыть,меню,поиск,expand,collapse,hide,show,\
         loading,browse,directory,feedback,customer service,donate,partners,investors",
    ),
    (
        Hint::Byline,
        "by,author,authors,posted,published,updated,written,editor,reporter,writer,correspondent,contributor,staff,reviewed,\
         modified,min read,minute read,minutes read,read time,reading time,last updated,posted by,posted on,written by,\
         von,par,por,autor,auteur,journalist,byline,contributing,columnist,bio",
    ),
    (
        Hint::Date,
        "january,february,march,april,june,july,august,september,october,november,december,jan,feb,mar,apr,jun,jul,aug,sep,\
         sept,oct,nov,dec,monday,tuesday,wednesday,thursday,friday,saturday,sunday,mon,tue,wed,thu,fri,sat,sun,ago,am,pm,est,\
         edt,pst,pdt,gmt,utc,januar,februar,märz,mai,juni,juli,oktober,dezember,janvier,février,mars,avril,juin,juillet,août,\
         septembre,octobre,novembre,décembre,enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,\
         diciembre,hours ago,days ago,yesterday,today",
    ),
    (
        Hint::Picture,
        "photo,photos,photograph,photographer,image,images,getty,credit,caption,courtesy,shutterstock,illustration,picture,\
         pictured,istock,unsplash,reuters,afp,ap,screenshot,video,gallery,slideshow,foto,bild,flickr,wikimedia,photo by,\
         image credit,file photo,enlarge,thumbnail,play,watch,podcast,listen",
    ),
    (
        Hint::Advert,
        "advertisement,advertisements,advertising,sponsored,sponsor,sponsors,promoted,ad,ads,affiliate,commission,anzeige,\
         publicité,publicidad,promo,promotion,deal,deals,offer,offers,coupon,discount,adblock",
    ),
    (
        Hint::Action,
        "read more,learn more,view all,see all,load more,click here,show more,get started,book now,add to,buy now,shop now,\
         see more,view more,find out,download,buy,shop,order,try,free trial,start your,continue reading,read full,\
         read the,contact us,about us,call us,apply now,submit,send,more info,more details,view details,watch now,listen now,\
         full story,weiterlesen,lire la,leer más,leia mais,download now,get the,request a,schedule a,view profile,details",
    ),
    (
        Hint::Topics,
        "tags,tag,tagged,filed,topics,topic,categories,category,keywords,section,sections,labels,filed under,posted in,\
         schlagwörter,étiquettes,etiquetas,kategorien,tagged with",
    ),
    (
        Hint::Forum,
        "post,posts,thread,threads,joined,member,members,quote,likes,like,views,votes,vote,upvote,points,forum,forums,topic,\
         solved,moderator,answer,answers,asked,answered,edited,report,flag,permalink,user,users,reputation,badges,score,\
         best answer,accepted,sort by,newest,oldest",
    ),
    (
        Hint::Shop,
        "price,prices,stock,shipping,size,color,colour,quantity,qty,review,reviews,rating,ratings,stars,star,sku,sale,usd,\
         delivery,returns,warranty,product,products,brand,item,items,model,out of,in stock,per month,free shipping,sold",
    ),
    (Hint::We, "we,our,us,ours,wir,unser,unsere,nous,notre,nos,nosotros,nuestro,nuestra,nós,nosso,nossa"),
    (Hint::You, "you,your,yours,yourself,sie,ihr,ihre,vous,votre,vos,usted,tu,tus,você,seu,sua"),
    (Hint::Me, "i,my,me,mine,myself,ich,mein,meine,je,mon,ma,mes,yo,mi,mis,eu,meu,minha"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, word: &str, expected: &[Hint]) {
        let hash = |it: &str| Letters::of(&it.to_ascii_lowercase()).hash();
        let before = Word::after(Word::NONE, hash(before));
        let found = Word::after(before, hash(word)).hints;
        for &hint in expected {
            assert!(found.has(hint), "{before:?} {word:?} lacks {hint:?}");
        }
        assert!(!expected.is_empty() || found == Hints::default(), "{before:?} {word:?} gives {found:?}");
    }

    #[test]
    fn knows_words_in_any_case() {
        check("", "Newsletter", &[Hint::Newsletter]);
        check("", "the", &[Hint::Stop]);
        check("", "ferry", &[]);
    }

    #[test]
    fn knows_pairs_of_words() {
        check("Read", "more", &[Hint::Action, Hint::Stop]);
        check("orchard", "all", &[Hint::Stop]);
        check("view", "All", &[Hint::Action, Hint::Stop]);
    }

    #[test]
    fn every_hint_has_words() {
        for (i, &(hint, words)) in WORDS.iter().enumerate() {
            assert_eq!(hint as usize, i);
            assert!(!words.is_empty());
        }
        assert_eq!(WORDS.len(), Hint::Me as usize + 1);
    }
}
