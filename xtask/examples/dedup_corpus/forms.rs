//! Pages that are filled in: the same words around other names and numbers, and each its own document.

use crate::{
    furniture::{date, name},
    random::Random,
};

/// `NAME`, `DATE` and `NUMBER` are filled anew wherever they stand. There are so many of them that less than half of
/// the pairs of words are the same in two pages (see the test).
const FORMS: &[&str] = &[
    "Notice from the harbour of NAME, DATE. The ferry NAME leaves berth NUMBER at NUMBER past NUMBER for NAME, and \
     berth NUMBER at NUMBER past NUMBER for NAME. A crossing costs NUMBER coins, with a cart NUMBER. The office in \
     NAME Street NUMBER is open until NUMBER on DATE.",
    "Harvest report of the orchard NAME in NAME, DATE. Pickers brought in NUMBER baskets of NAME and NUMBER of NAME \
     pears, NUMBER percent more than in NUMBER. Frost on DATE took NUMBER trees. The press at NAME paid NUMBER coins \
     for each of NUMBER barrels.",
    "For sale in NAME: house at NAME Lane NUMBER, NUMBER rooms on NUMBER floors, built in NUMBER by NAME, roof of \
     NUMBER. Price NUMBER thousand. Ask for NAME at NUMBER NUMBER NUMBER, not before DATE, or at the office of \
     NAME and NAME.",
    "Tides at NAME on DATE. High water at NUMBER:NUMBER with NUMBER feet and at NUMBER:NUMBER with NUMBER feet, low \
     water at NUMBER:NUMBER and NUMBER:NUMBER. Wind NUMBER knots from NAME Point, swell NUMBER feet, water NUMBER \
     degrees. Pilot on watch: NAME, channel NUMBER.",
    "Works of the town of NAME, file NUMBER of DATE. NAME asks leave to build a NAME oven of NUMBER by NUMBER feet \
     behind NAME Row NUMBER. Neighbours may object until DATE in room NUMBER with NAME, extension NUMBER, quoting \
     NUMBER slash NUMBER.",
    "Result of DATE: NAME Rowers NUMBER, NAME United NUMBER. NAME scored after NUMBER minutes and NAME after NUMBER. \
     NUMBER people came to the field in NAME. Next match against NAME on DATE at NUMBER. Table: NAME NUMBER points, \
     NAME NUMBER, NAME NUMBER.",
    "The bakery NAME in NAME looks for a NAME baker from DATE, NUMBER hours a week, NUMBER coins an hour, nights of \
     NUMBER. Write to NAME, NAME Yard NUMBER, and name shift NUMBER. Letters that come after DATE go back to NAME.",
    "Lot NUMBER, sale of DATE in NAME. A model of the boat NAME by NAME of NAME, made about NUMBER, NUMBER by NUMBER \
     inches, number NUMBER. Was owned by NAME until NUMBER. Between NUMBER and NUMBER coins; sold to NAME for NUMBER.",
];

/// A page.
pub(crate) fn form(random: &mut Random) -> String {
    let template = *random.pick(FORMS);
    let words = template.split(' ').map(|word| {
        let mut word = word.to_string();
        while let Some(at) = word.find("NUMBER") {
            let number = random.between(2, 999).to_string();
            word.replace_range(at..at + "NUMBER".len(), &number);
        }
        word.replace("NAME", &name(random)).replace("DATE", &date(random))
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A page of two or three words; another for each number.
pub(crate) fn tiny(number: usize) -> String {
    const FIRST: [&str; 8] =
        ["Old timetable", "Map", "Photos", "About", "Contact", "Empty page", "Recipe", "Page not found:"];
    let name = name(&mut Random::of(&[0x7179, number as u64]));
    format!("{} {name} {number}", FIRST[number % FIRST.len()])
}

#[cfg(test)]
mod tests {
    use super::form;
    use crate::{random::Random, similarity::alike};

    #[test]
    fn two_filled_in_pages_differ_in_most_pairs_of_words() {
        let forms: Vec<String> = (0..200).map(|it| form(&mut Random::of(&[it]))).collect();
        assert_eq!(alike(&forms, 0.45), []);
    }
}
