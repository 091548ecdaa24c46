"""`make lint`: the rules of names and prose that no linter knows.

Old words stay out of every tracked text; docstrings begin with a verb in the imperative or a noun,
never with a question word; a public name at the top of a module has one meaning in the whole
program; a module fits on two screens.
"""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MAX_MODULE_LINES = 230

OLD_WORDS = {
    r"keepers?|Keeper": "daemon",
    r"attendants?|see_to_it": "supervisor, start_background_thread, ensure_running",
    r"newsroom|Newsroom": "NewsService, news",
    r"tally|tallies": "aggregation, scan_count",
    r"clues|Clues": "RequestHeaders, headers",
    r"RegisterError": "CampaignError",
    r"RepeatTokens": "VisitorHasher",
    r"wants_no_trace": "opted_out_of_tracking",
    r"throw_away_\w+|thrown? away": "delete",
    r"mends?|mended|mending": "fix, hint",
    r"anew": "again, new",
    r"begun": "started",
    r"[Ll]ibrarian|Manuscript|[Ss]ieve": "ArticleLoader, SourceDocument",
    r"provenance": "csrf, origin",
    r"made-up|made_up": "placeholder",
    r"judgements?|judge_\w+": "rules, check_",
    r"shop_notes": "printer readme",
    r"give_way|weigh_little": "lower_priority",
    r"label_lines": "caption_lines",
    r"days_kept|messages_an_hour\w*": "retention_days, rate_limit_per_client, rate_limit_total",
    r"OF_REDIRECTS|UNLESS_SAID|FOR_EVERYBODY|FOR_EVER": "REDIRECT_HEADERS, …_CACHE_CONTROL",
    r"KeptPage|is_good": "CachedResponse, is_fresh",
    r"NOTHING_LEFT_OUT": "FAIL_ON_SKIP",
    r"\w*(?:MOST|LEAST|LONGEST|SHORTEST|LARGEST|SMALLEST)_\w+|(?:MOST|LEAST|LONGEST|LARGEST)": (
        "MAX_, MIN_"
    ),
    r"let go of|lets go of": "release",
    r"go on|goes on|went on": "continue",
    r"for ever": "always, permanently",
    r"beside|take care|takes care": "next to, handle",
    r"Verdict|Finding|FaultsError": "PreflightReport, Issue, InvalidArticleError",
    r"Edition|Shelf|Folded|fold_phrases": "NewsSnapshot, ArticleFiles, NormalizedText, normalize",
    r"Losses|Redirector|Listing|Offers": "DropCounter, RedirectMiddleware, LandingOptions",
    r"words_of|brand_of|in_app_of|store_of|rule_of": "a verb: tokenize, detect_brand, store_for",
}
"""Regular expression of a whole word -> the word to write instead."""

ODD_OPENERS = frozenset("Give Gives Tell Tells What Whether Who Whom Whose Where How".split())
SHARED_NAMES = frozenset(
    # the same meaning in every module
    "init_app write log main".split()
)
_TEXT_SUFFIXES = frozenset(".py .md .toml .html .xml .css .js .yml .json .txt .lua .sh".split())
_NOT_OURS = ("requirements/", "translations/", "tools/audit/package", "microsite/content/")


def main() -> None:
    """Print every violation and exit with 1 if there is one."""
    problems = sorted(
        [*_old_words(), *_odd_docstrings(), *_names_with_two_homes(), *_long_modules()]
    )
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(f"house: {len(problems)} problems")


def tracked(*patterns: str) -> list[Path]:
    """Return the files of the checkout that match, new ones that are not ignored included."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).is_file()]


def _old_words() -> Iterator[str]:
    words = {re.compile(rf"(?<![\w-])(?:{old})(?!\w)"): new for old, new in OLD_WORDS.items()}
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if (
            path.suffix not in _TEXT_SUFFIXES
            or name.startswith(_NOT_OURS)
            or path == Path(__file__)
        ):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for pattern, new in words.items():
                if found := pattern.search(line):
                    yield f"{name}:{number}: {found[0]!r} is an old word; write {new}"


def _odd_docstrings() -> Iterator[str]:
    for path, tree in _modules("microsite/*.py", "tools/*.py", "tests/*.py"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                continue
            opener = (ast.get_docstring(node) or "").split(" ")[0]
            if opener in ODD_OPENERS:
                line = getattr(node, "lineno", 1)
                yield f"{path}:{line}: the docstring begins with {opener!r}; write a verb or a noun"


def _names_with_two_homes() -> Iterator[str]:
    homes: dict[str, set[str]] = defaultdict(set)
    for path, tree in _modules("microsite/*.py"):
        if "/migrations/" in path or path.endswith("views.py") or path.startswith("microsite/cli/"):
            continue
        for name in _public_names(tree.body):
            homes[name].add(path)
    for name, paths in homes.items():
        if len(paths) > 1 and name not in SHARED_NAMES:
            yield f"{min(paths)}: {name} is also defined in {', '.join(sorted(paths)[1:])}"


def _public_names(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        names: list[str] = []
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        yield from (name for name in names if not name.startswith("_"))


def _long_modules() -> Iterator[str]:
    for path in tracked("microsite/*.py", "tools/*.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MAX_MODULE_LINES:
            name = path.relative_to(ROOT)
            yield f"{name}:1: {lines} lines, more than {MAX_MODULE_LINES}; split it by subject"


def _modules(*patterns: str) -> Iterator[tuple[str, ast.Module]]:
    for path in tracked(*patterns):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
