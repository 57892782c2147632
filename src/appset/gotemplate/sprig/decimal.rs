//! Decimal arithmetic on floats, as github.com/shopspring/decimal 1.4 does it for Sprig.

use super::super::error::Fail;
use super::super::value::Value;
use super::cast;

/// Places behind the point that a division keeps.
const PLACES: i32 = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// `digits` times ten to the `exponent`.
#[derive(Debug, Clone, Copy)]
struct Decimal {
    digits: i128,
    exponent: i32,
}

fn too_big<T>() -> Result<T, Fail> {
    Fail::refused("a number with so many digits is not supported")
}

pub(super) fn fold(first: &Value, others: &[Value], operation: Operation) -> Result<Value, Fail> {
    let mut result = Decimal::of(cast::float(first)?)?;
    for other in others {
        let other = Decimal::of(cast::float(other)?)?;
        result = result.apply(other, operation)?;
    }
    Ok(Value::Float(result.float()))
}

impl Decimal {
    /// The shortest decimal that reads back as the float.
    fn of(value: f64) -> Result<Self, Fail> {
        if !value.is_finite() {
            return Fail::error("cannot create a Decimal from a float that is not finite");
        }
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, places) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let parsed = format!("{whole}{places}")
            .parse::<i128>()
            .ok()
            .zip(exponent.parse::<i32>().ok());
        match parsed {
            Some((digits, exponent)) => Ok(Self {
                digits,
                exponent: exponent - i32::try_from(places.len()).unwrap_or(0),
            }),
            None => too_big(),
        }
    }

    fn scaled(self, exponent: i32) -> Result<i128, Fail> {
        let by = u32::try_from(self.exponent - exponent).unwrap_or(u32::MAX);
        match 10i128
            .checked_pow(by.min(64))
            .and_then(|power| self.digits.checked_mul(power))
        {
            Some(digits) => Ok(digits),
            None => too_big(),
        }
    }

    fn apply(self, other: Self, operation: Operation) -> Result<Self, Fail> {
        if operation == Operation::Divide {
            return self.divide(other);
        }
        let exponent = self.exponent.min(other.exponent);
        let made = match operation {
            Operation::Add => self
                .scaled(exponent)?
                .checked_add(other.scaled(exponent)?)
                .map(|digits| (digits, exponent)),
            Operation::Subtract => self
                .scaled(exponent)?
                .checked_sub(other.scaled(exponent)?)
                .map(|digits| (digits, exponent)),
            _ => self
                .digits
                .checked_mul(other.digits)
                .map(|digits| (digits, self.exponent + other.exponent)),
        };
        match made {
            Some((digits, exponent)) => Ok(Self { digits, exponent }),
            None => too_big(),
        }
    }

    /// Half away from zero at the last place.
    fn divide(self, other: Self) -> Result<Self, Fail> {
        if other.digits == 0 {
            return Fail::error("decimal division by 0");
        }
        let shift = self.exponent - other.exponent + PLACES;
        let power = 10i128.checked_pow(shift.unsigned_abs().min(64));
        let scaled = if shift >= 0 {
            power
                .and_then(|power| self.digits.checked_mul(power))
                .zip(Some(other.digits))
        } else {
            Some(self.digits).zip(power.and_then(|power| other.digits.checked_mul(power)))
        };
        let Some((above, below)) = scaled else {
            return too_big();
        };
        let (quotient, rest) = (above / below, above % below);
        let up = rest.unsigned_abs().saturating_mul(2) >= below.unsigned_abs();
        let sign = if (above < 0) == (below < 0) { 1 } else { -1 };
        Ok(Self {
            digits: quotient + if up { sign } else { 0 },
            exponent: -PLACES,
        })
    }

    fn float(self) -> f64 {
        format!("{}e{}", self.digits, self.exponent)
            .parse()
            .unwrap_or(0.0)
    }
}
