//! Columns.

use crate::paint::Paint;

/// How a column looks.
pub(crate) type Style = fn(Paint, &str) -> String;

/// Lines with their columns one below the other, two spaces between, nothing at the end of a line.
/// A column without style is plain.
pub(crate) fn table(rows: &[Vec<String>], styles: &[Style], paint: Paint) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let used = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        for (column, cell) in row[..used].iter().enumerate() {
            match styles.get(column) {
                Some(style) => text += &style(paint, cell),
                None => text += cell,
            }
            if column + 1 < used {
                let blanks = widths[column] - cell.chars().count() + 2;
                text.extend(std::iter::repeat_n(' ', blanks));
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [["1 m", "café", "x"], ["12 m", "", "y"], ["3 m", "room", ""]]
            .map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(
            table(&rows, &[Paint::bold], Paint::PLAIN),
            "1 m   café  x\n12 m        y\n3 m   room\n"
        );
    }
}
