"""Adds up the junit files that the test runners wrote, and ends with the line `N passed, N failed`.

usage: count.py FOLDER SUITE…

Every SUITE must have left FOLDER/SUITE.xml with at least one test: a runner that crashed, or ran nothing, is a failure.
A skipped test has tested nothing, and counts as failed too. Exits 1 unless everything passed.
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def failed(case: ElementTree.Element) -> bool:
    return case.get("status") == "notrun" or any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))


def count(report: Path) -> tuple[int, list[str]]:
    """How many tests passed, and the names of those that did not."""
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError) as error:
        return 0, [f"the suite did not finish ({error})"]
    if not cases:
        return 0, ["the suite ran no test"]
    names = [f"{case.get('classname')} {case.get('name')}" for case in cases if failed(case)]
    return len(cases) - len(names), names


def main(folder: str, *suites: str) -> int:
    passed_in_all, failed_in_all = 0, 0
    for suite in suites:
        passed, failures = count(Path(folder) / f"{suite}.xml")
        print(f"{suite:24} {passed:5} passed {len(failures):5} failed")
        for name in failures:
            print(f"    FAILED {name}")
        passed_in_all += passed
        failed_in_all += len(failures)
    print(f"{passed_in_all} passed, {failed_in_all} failed")
    return 0 if failed_in_all == 0 and passed_in_all > 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
