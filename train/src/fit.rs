//! Boosted trees, learned and written down.

use std::fmt::Write;

use anyhow::Context;
use nanogbm::{
    Config, FeatureBuilder, GbdtTrainer, Model,
    tree::{SplitNode, Tree},
};
use unchaff_page::{
    Form,
    training::{NEIGHBOURS, OUTSIDE, UNIT, columns, neighbour_columns},
};

use crate::corpus::Page;

/// Blocks to learn from.
pub struct Examples {
    form: Form,
    inputs: Vec<String>,
    rows: Vec<Vec<f32>>,
    labels: Vec<f32>,
    weights: Vec<f32>,
}

impl Examples {
    /// The blocks of some pages. Long blocks count more than short ones, but a page counts as much as another.
    ///
    /// # Errors
    /// If a column is to be taken from neighbours that no row has.
    pub fn of(pages: &[&Page], form: Form) -> anyhow::Result<Self> {
        let columns = columns(form);
        let place = |name: &&str| {
            columns.iter().position(|it| it == name).with_context(|| format!("no row has a column `{name}`"))
        };
        let neighbours: Vec<usize> = neighbour_columns(form).iter().map(place).collect::<anyhow::Result<_>>()?;
        let reach = NEIGHBOURS as isize;
        let offsets: Vec<isize> = (-reach..=reach).filter(|it| *it != 0).collect();
        let mut inputs = columns.clone();
        for offset in &offsets {
            inputs.extend(neighbours.iter().map(|it| format!("{}@{offset}", columns[*it])));
        }
        let mut examples = Self { form, inputs, rows: Vec::new(), labels: Vec::new(), weights: Vec::new() };
        for page in pages {
            let sample = &page.sample;
            let weight = |block: usize| (sample.n_tokens()[block] as f32 + 1.0).sqrt();
            // Lines without words go with their neighbours.
            let all: f32 = (0..sample.n_blocks()).map(weight).sum();
            for block in (0..sample.n_blocks()).filter(|it| sample.n_tokens()[*it] > 0) {
                let mut row = sample.row(block);
                for offset in &offsets {
                    let other = block.checked_add_signed(*offset).filter(|it| *it < sample.n_blocks());
                    let other = other.map(|it| sample.row(it));
                    row.extend(neighbours.iter().map(|it| other.as_ref().map_or(OUTSIDE, |other| other[*it])));
                }
                examples.rows.push(row);
                examples.labels.push(if page.covered[block] >= 0.5 { 1.0 } else { 0.0 });
                examples.weights.push(weight(block) / all * 50.0);
            }
        }
        Ok(examples)
    }

    /// Learns a model and writes it down.
    pub fn fit(&self) -> anyhow::Result<String> {
        // More trees are slower, and hardly better. Lines are read faster than elements, so less time is left for them.
        let is_html = self.form == Form::Html;
        let config = Config {
            num_iterations: if is_html { 240 } else { 65 },
            learning_rate: if is_html { 0.045 } else { 0.13 },
            num_leaves: 31, // `forest.rs` takes 32
            min_data_in_leaf: if is_html { 40 } else { 60 },
            lambda_l2: 2.0,
            feature_fraction: if is_html { 0.3 } else { 0.5 },
            bagging_fraction: 0.8,
            bagging_freq: 1,
            seed: 1,
            ..Config::default()
        };
        let mut features = FeatureBuilder::<Vec<f32>>::new();
        for (number, name) in self.inputs.iter().enumerate() {
            features = features.add_continuous(name, move |row: &Vec<f32>| row[number]);
        }
        let model = GbdtTrainer::new(&config, &features)
            .with_weights(&self.weights)
            .fit(&self.rows, &self.labels, None)
            .context("the trees cannot be learned")?;
        Ok(self.write(&model))
    }

    fn write(&self, model: &Model) -> String {
        let mut used: Vec<usize> =
            model.trees().iter().flat_map(|it| &it.nodes).map(|it| it.feature as usize).collect();
        used.sort_unstable();
        used.dedup();
        let names: Vec<&str> = used.iter().map(|it| self.inputs[*it].as_str()).collect();
        let mut text = format!(
            "# Written by `cargo xtask train`, which says what it was learned from; crates/page/src/forest.rs reads it.\n\
             base {}\ninputs {}\n",
            (model.init_score() * UNIT).round(),
            names.join(",")
        );
        for tree in model.trees() {
            let mut line = String::new();
            branch(tree, 0, &used, model.learning_rate(), &mut line);
            writeln!(text, "{}", line.trim_end()).expect("a string takes everything");
        }
        text
    }
}

/// Writes a branch in preorder.
fn branch(tree: &Tree, at: i32, used: &[usize], rate: f64, line: &mut String) {
    let leaf = |value: f64| format!("={} ", (value * rate * UNIT).round());
    if tree.nodes.is_empty() {
        return line.push_str(&leaf(tree.leaf_values[0]));
    }
    if at < 0 {
        return line.push_str(&leaf(tree.leaf_values[!at as usize]));
    }
    let SplitNode { feature, left_child, right_child, .. } = tree.nodes[at as usize];
    let input = used.binary_search(&(feature as usize)).expect("all features of a model are used");
    // A threshold between two values of single precision may be either of them.
    let threshold = round_down(tree.node_thresholds[at as usize]);
    write!(line, "{input}<{threshold} ").expect("a string takes everything");
    branch(tree, left_child, used, rate, line);
    branch(tree, right_child, used, rate, line);
}

/// The largest number of single precision that is not larger.
fn round_down(threshold: f64) -> f32 {
    let near = threshold as f32;
    if f64::from(near) > threshold { near.next_down() } else { near }
}
