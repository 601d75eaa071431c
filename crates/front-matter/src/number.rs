//! Numbers JSON has no word for.

use serde_json::{Value, json};

/// A float as data; infinities and not-a-number become `{"$float": ...}`.
pub(crate) fn float(number: f64) -> Value {
    match serde_json::Number::from_f64(number) {
        Some(number) => Value::Number(number),
        None if number.is_nan() => json!({ "$float": "nan" }),
        None if number > 0.0 => json!({ "$float": "inf" }),
        None => json!({ "$float": "-inf" }),
    }
}
