import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Table, type Trouble, ask, server } from "../client";
import { duration, number, octets } from "../format";
import { troubleWords } from "../notices";
import { bulkWords } from "./words";

const typingMs = 350;

export interface TableOrder {
  text: string;
  emotion?: string;
  count: number;
}

export interface Preview {
  table: Table | null;
  trouble: Trouble | null;
}

// What an order would be, asked for again whenever it changes; `version` asks again for the same.
export function usePreview(order: TableOrder | null, version = ""): Preview {
  const [preview, setPreview] = useState<Preview>({ table: null, trouble: null });
  const key = JSON.stringify(order);
  useEffect(() => {
    if (!order) {
      setPreview({ table: null, trouble: null });
      return undefined;
    }
    let current = true;
    const timer = setTimeout(() => {
      void ask(server.POST("/api/v1/templates/preview", { body: order as Required<TableOrder> & { name: string } })).then(
        (answer) => {
          if (!current) return;
          setPreview(answer.ok ? { table: answer.value, trouble: null } : { table: null, trouble: answer.trouble });
        },
      );
    }, typingMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key, version]);
  return preview;
}

export function Cost({ preview, withRows = false }: { preview: Preview; withRows?: boolean }): JSX.Element {
  const { table, trouble } = preview;
  // Nothing yet, or not known: no picture of this size was painted before.
  const shown = (figure: string | null): string => (table ? (figure ?? say(bulkWords.unknown)) : "–");
  const figures: [string, string][] = [
    ...(withRows ? [[say(bulkWords.rows), shown(table && number(table.rowCount))] as [string, string]] : []),
    [say(bulkWords.pictures), shown(table && number(table.pictures))],
    [say(bulkWords.disk), shown(table?.gigabytes == null ? null : octets(table.gigabytes * 1e9))],
    [say(bulkWords.time), shown(table?.hours == null ? null : duration(table.hours * 3_600))],
  ];
  return (
    <section class="cost" aria-label={say(bulkWords.cost)} aria-live="polite">
      {trouble && <p class="trouble">{troubleWords(trouble)}</p>}
      <dl class="cost__figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
