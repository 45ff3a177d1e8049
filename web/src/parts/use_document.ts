import { useEffect } from "preact/hooks";

import { language } from "../language";

// The document's language and title, as they are now: screen readers pronounce by the one, line breaks follow it too.
export function useDocument(title: string): void {
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = title;
  }, [language.value, title]);
}
