// A figure is rows of numbers under named columns: the table, the bars and the CSV file are three views of it.

export interface Column {
  name: string;
  // In the head of the CSV file, the same in every language.
  csv: string;
  show: (value: number) => string;
}

export interface Row {
  name: string;
  // The same in every language.
  key: string;
  // One a column; null: there is nothing to compute it from.
  values: (number | null)[];
  // A colour of tokens.css for its bar, where rows differ in it.
  token?: string;
}

export interface Figure {
  title: string;
  // Of the CSV file, without its ending.
  file: string;
  rowsAre: Pick<Column, "name" | "csv">;
  columns: Column[];
  rows: Row[];
  // Columns that are drawn, each with a colour of tokens.css.
  bars: { column: number; token: string }[];
  // Bars of a row stand side by side; otherwise the later is a part of the earlier and lies on it.
  beside?: boolean;
  // Bars grow upward, for rows in an order such as hours; otherwise to the right.
  upright?: boolean;
}

// Numbers as they came, not rounded.
export function csvOf({ rowsAre, columns, rows }: Figure): string {
  const head = [rowsAre.csv, ...columns.map((column) => column.csv)];
  const lines = rows.map((row) => [row.key, ...row.values.map((value) => value ?? "")]);
  return [head, ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

export function download(figure: Figure): void {
  const url = URL.createObjectURL(new Blob([csvOf(figure)], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${figure.file}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
