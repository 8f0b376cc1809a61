#include "scraper/cli/habits.hpp"

#include "fetch/text/ascii.hpp"

namespace trawl::cli {
namespace {

struct Habit {
  std::string_view words;  ///< all that have the same answer, with blanks between
  std::string_view answer;
};

constexpr std::string_view kDepth = "links are followed without it; -d N (--depth) sets how far";
constexpr std::string_view kInclude = R"(--include '\.pdf$' takes a pattern for the whole URL; repeatable)";
constexpr std::string_view kExclude = R"(--exclude '\.pdf$' takes a pattern for the whole URL; repeatable)";
constexpr std::string_view kAtOnce = "-c N (--concurrency) counts over all hosts, --per-host N for each host";
constexpr std::string_view kOneFile =
    "a crawl is one file, named by -o FILE; 'trawl fetch -o page.html URL' saves a single page";
constexpr std::string_view kRows =
    "the crawl file keeps everything; print it with: trawl query FILE 'SELECT url, status FROM pages' --csv";
constexpr std::string_view kCheckLinks =
    "to check links: trawl crawl URL --check-external --assets check --no-bodies, then trawl report FILE "
    "broken_links";
constexpr std::string_view kGoOn =
    "the same command, or 'trawl resume FILE', goes on with an unfinished crawl";
constexpr std::string_view kAgain = "'trawl recrawl FILE' asks again, and only for what has changed";
constexpr std::string_view kGetOnly = "trawl only asks for pages (GET) and sends no data";
constexpr std::string_view kNoScripts = "trawl runs no JavaScript";

constexpr Habit kFlags[] = {
    // What to fetch.
    {"--recursive -r --mirror --follow --crawl", kDepth},
    {"-m", "links are followed without it (-d N sets how far); curl's -m is --timeout 30s"},
    {"--level -l --max-depth --maxdepth --depth-limit --recursion-depth", "write -d N (--depth N)"},
    {"--no-parent -np", "write --scope prefix, which stays below the folder of the seed"},
    {"--page-requisites -p --requisites",
     "images, styles and scripts are links in the crawl file; --assets check asks whether they are there"},
    {"--convert-links --backup-converted -K --adjust-extension -E --html-extension",
     "pages are kept as they came; 'trawl serve FILE' shows a crawl"},
    {"--accept --accept-regex --allow --include-directories --include-pattern", kInclude},
    {"--reject -R --reject-regex --deny --exclude-directories --exclude-domains --exclude-pattern --ignore "
     "-*",
     kExclude},
    {"--domains -D --allowed-domains --follow-hosts",
     "write --scope domain for the whole domain of the seed; other sites are seeds of their own"},
    {"--span-hosts --external --follow-external", "write --scope any, and narrow it with --include"},
    {"--spider --check --check-links --linkcheck", kCheckLinks},
    {"--delete-after", "write --no-bodies to keep no content"},
    {"--input-file --url-list --urls --seeds --url", "URLs are words, or lines of a file: -i FILE"},
    {"--max-pages --page-limit --pages --limit-pages --count", "write -n N (--limit N)"},
    {"--quota -Q --max-size", "write --size-limit 100M"},
    {"--max-runtime --duration --stop-after", "write --time-limit 30m"},
    {"--timestamping -N --update", kAgain},
    {"--no-clobber -nc --continue --resume", kGoOn},
    {"--no-follow --single --one", "write -d 0 to fetch the seeds alone"},
    // Politeness.
    {"--wait --random-wait --waitretry --download-delay --sleep --pause --interval", "write --delay 2s"},
    {"-w", "write --delay 2s to wait; for curl's -w, 'trawl fetch --show json URL' prints status and times"},
    {"--threads --workers --parallel --parallel-max --jobs -j -Z --connections --sockets "
     "--concurrent-requests",
     kAtOnce},
    {"--limit-rate --max-rate --bandwidth --throttle",
     "trawl does not limit bytes per second; --rate 2/s and --delay 1s limit fetches"},
    {"--rate-limit --requests-per-second --rps", "write --rate 2/s"},
    {"--no-robots --ignore-robots --no-robots-txt --ignore-robots-txt --execute", "write --robots ignore"},
    {"-e", "write --robots ignore for robots=off, and -H 'Referer: URL' for curl's -e"},
    // Network.
    {"--tries --retry --max-retries", "write --retries N, which counts after the first try"},
    {"--max-time --connect-timeout --read-timeout --dns-timeout -T", "write --timeout 30s for a whole page"},
    {"-U --agent --ua --useragent", "write -A TEXT (--user-agent TEXT)"},
    {"--referer --referrer", "write -H 'Referer: URL'"},
    {"--password --http-user --http-password --http-passwd --username --auth --basic",
     "write -u NAME:PASSWORD (--user), or set TRAWL_USER"},
    {"--no-check-certificate --no-verify --ignore-certificate --no-check-ssl", "write -k (--insecure)"},
    {"--cacert --ca-certificate --capath --ca-directory", "set CURL_CA_BUNDLE=FILE in the environment"},
    {"--load-cookies --save-cookies --cookie-jar --cookie-file",
     "write --cookies FILE, which is read and saved"},
    {"--proxy-user --socks5 --socks5-hostname --preproxy",
     "write -x socks5h://NAME:PASSWORD@HOST:PORT (--proxy)"},
    {"-X", "trawl only asks for pages (GET); wget's -X is --exclude '/folder/'"},
    {"--post-data --post-file --data --data-raw --data-binary --data-urlencode --form -F --request --method "
     "--body-data --upload-file",
     kGetOnly},
    {"--location -L --max-redirect --max-redirects --max-redirs",
     "redirects are followed without it; 'trawl fetch --redirects N' sets how many"},
    {"--compressed --compression --gzip", "compressed answers are asked for and read without it"},
    {"--head -I --server-response -S --show-headers", "'trawl fetch --show headers URL' shows headers"},
    {"--inet4-only --inet6-only --ipv4 --ipv6 -4 -6",
     "IPv6 and IPv4 are both tried; --resolve HOST:PORT:IP names one"},
    {"--http1.1 --http1.0 --http1 --http3", "HTTP/1.1 is spoken, and HTTP/2 with --http2"},
    {"--allow-local --local --private --allow-localhost",
     "write --allow-private, or --allow-private=10.0.0.0/8"},
    // Output.
    {"--output-document -O --remote-name --output-dir --output-directory --directory-prefix -P --path --dir "
     "--db --database --file --out --save",
     kOneFile},
    {"--no-directories -nd --no-host-directories -nH --force-directories --cut-dirs", kOneFile},
    {"--silent --no-verbose -nv --nolog --no-log -sS", "write -q (--quiet); errors are shown all the same"},
    {"-s", "write -q for quiet; Scrapy's settings are flags, such as --delay 2s"},
    {"--debug --loglevel --log-level -L", "write -v (--verbose), which prints a line for each page"},
    {"--output-file --logfile --append-output --log-file -a",
     "messages go to stderr: add 2> crawl.log; Scrapy's arguments are flags, or keys of a file for -f"},
    {"--csv --json --jsonl --format --feed --export --output-format --print", kRows},
    {"--warc-file --warc --cdx", "headers and bodies are in the crawl file; trawl writes no WARC yet"},
    {"--dry-run --simulate --test", "--print-config prints the settings, and -n 1 fetches a single page"},
    {"--config --settings --profile --set", "write -f FILE; 'trawl crawl --print-config' shows the keys"},
    {"--background --daemon --detach", "start it with nohup … &; 'trawl query' and the status page watch it"},
    {"--headless --render --js --javascript --browser --screenshot", kNoScripts},
    {"--write-out", "'trawl fetch --show json URL' prints status, times and headers"},
    {"--web --dashboard --serve --port --no-ui --no-web", "write --ui 8080 or --ui off for the status page"},
};

// Flags of single commands that crawls have not, or take otherwise.
constexpr Habit kFetchFlags[] = {
    {"-s --silent -sS -q --quiet --no-verbose -nv",
     "nothing but the page is printed, and errors, without it"},
    {"--fail-with-body", "write --fail"},
    {"-v --verbose --include --dump-header -D", "write --show headers,body"},
    {"-O --remote-name -J --output-document", "write -o FILE (--output FILE)"},
    {"-r --recursive -m --mirror -l --level -p --page-requisites -d --depth --max-depth",
     "a fetch is of single pages; trawl crawl URL follows links"},
};
constexpr Habit kQueryFlags[] = {
    {"-o --output --out --export", "write > FILE"},
    {"-f --format --output-format -F --mode -m", "write --table, --csv, --json or --jsonl"},
    {"-q --quiet -s --silent", "nothing but rows is printed, and errors, without it"},
    {"-c --command -e --sql --query", "the SQL is the second word: trawl query FILE 'SELECT …'"},
    {"--header --headers -H", "the first line has the names of the columns, without it"},
};

constexpr std::string_view kCrawl = "write trawl crawl URL, or trawl URL";

constexpr Habit kCommands[] = {
    {"dump save out", "print rows with: trawl query FILE 'SELECT url, status, title FROM pages' --csv"},
    {"grep find", "write trawl search FILE WORDS, or trawl search FILE --regexp PATTERN"},
    {"explain reason story", "write trawl why FILE URL"},
    {"compare changes", "write trawl diff FILE, or trawl diff OLD.db NEW.db"},
    {"audit issues", "write trawl report FILE"},
    {"index", "trawl search FILE WORDS makes the index, and keeps it up to date"},
    {"control pause stop kill drop requeue prioritize prioritise undo steer",
     "a crawl that runs is steered with: trawl ctl FILE pause; trawl help ctl lists the rest"},
    {"parse scrape", "write trawl extract FILE -f RULES.yaml, or trawl fetch --show json URL"},
    {"check validate lint", "'trawl test spider.yaml' checks a spider file and its tests"},
    {"completion completions", "there is none yet"},
    {"console repl", "try selectors on a page with: trawl shell URL"},
    {"runspider", "a spider is a YAML file: trawl crawl -f spider.yaml; trawl help spider explains it"},
    {"list ls jobs crawls", "a crawl is a file; trawl query FILE 'SELECT * FROM crawls' lists its runs"},
    {"startproject genspider new create",
     "no project is needed: trawl init URL -o FILE.yaml writes a spider file, trawl crawl -f FILE.yaml runs "
     "it"},
    {"settings config set", "'trawl crawl --print-config' prints the settings; -f FILE reads them"},
    {"mirror get download scrape spider start run go grab wget curl site add bench", kCrawl},
    {"view open ui web gui dashboard server watch browse", "write trawl serve FILE"},
    {"status stats info summary report analyze",
     "write trawl query FILE 'SELECT * FROM numbers', or trawl serve FILE"},
    {"sql select db sqlite sqlite3", "write trawl query FILE 'SELECT …'"},
    {"continue restart unpause", "write trawl resume FILE"},
    {"update refresh again rerun retry", "write trawl recrawl FILE"},
    {"head headers", "write trawl fetch --show headers URL"},
    {"links urls", "write trawl fetch --show links URL, or trawl query FILE 'SELECT url FROM urls'"},
    {"text markdown html read cat", "write trawl fetch --show text URL"},
    {"json", "write trawl fetch --show json URL"},
    {"broken linkcheck check-links audit", kCheckLinks},
    {"url key encoding feed mime cookie redirect date simhash",
     "write trawl inspect KIND, which reads JSON lines"},
    {"man docs manual usage", "write trawl help, or trawl help COMMAND"},
};

template <std::size_t N>
std::optional<std::string_view> answer_for(std::string_view word, const Habit (&habits)[N]) {
  for (const Habit& habit : habits) {
    for (std::string_view rest = habit.words; !rest.empty();) {
      if (text::take_until(rest, ' ') == word) return habit.answer;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> habit(std::string_view word, std::string_view command) {
  if (!word.starts_with('-')) return answer_for(word, kCommands);
  const std::string_view flag = word.substr(0, word.find('='));
  const bool has_joined_value = flag.size() > 2 && flag[1] != '-';
  for (const std::string_view spelling : {flag, has_joined_value ? flag.substr(0, 2) : flag}) {
    const auto special = command == "fetch"   ? answer_for(spelling, kFetchFlags)
                         : command == "query" ? answer_for(spelling, kQueryFlags)
                                              : std::nullopt;
    if (special) return special;
    if (const auto usual = answer_for(spelling, kFlags); usual && command != "query") return usual;
  }
  return std::nullopt;
}

std::vector<std::string_view> habit_answers() {
  std::vector<std::string_view> answers;
  for (const Habit& habit : kFlags) answers.push_back(habit.answer);
  for (const Habit& habit : kFetchFlags) answers.push_back(habit.answer);
  for (const Habit& habit : kQueryFlags) answers.push_back(habit.answer);
  for (const Habit& habit : kCommands) answers.push_back(habit.answer);
  return answers;
}

}  // namespace trawl::cli
