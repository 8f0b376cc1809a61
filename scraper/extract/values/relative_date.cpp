#include "scraper/extract/values/relative_date.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace trawl::extract {
namespace {

using namespace std::chrono;
using Word = std::u32string_view;
using Kind = DateToken::Kind;

enum class Unit { second, minute, hour, day, week, month, year };

template <class T>
using Entry = std::pair<Word, T>;

constexpr std::array kDays = std::to_array<Entry<int>>({
    {U"today", 0},      {U"heute", 0},      {U"aujourd", 0},     {U"hoy", 0},        {U"oggi", 0},
    {U"vandaag", 0},    {U"hoje", 0},       {U"idag", 0},        {U"dziś", 0},       {U"dzisiaj", 0},
    {U"dnes", 0},       {U"сегодня", 0},    {U"今天", 0},        {U"今日", 0},       {U"오늘", 0},
    {U"yesterday", -1}, {U"gestern", -1},   {U"hier", -1},       {U"ayer", -1},      {U"ieri", -1},
    {U"gisteren", -1},  {U"ontem", -1},     {U"igår", -1},       {U"wczoraj", -1},   {U"včera", -1},
    {U"вчера", -1},     {U"昨天", -1},      {U"昨日", -1},       {U"어제", -1},      {U"tomorrow", 1},
    {U"morgen", 1},     {U"demain", 1},     {U"mañana", 1},      {U"domani", 1},     {U"amanhã", 1},
    {U"imorgon", 1},    {U"jutro", 1},      {U"zítra", 1},       {U"завтра", 1},     {U"明天", 1},
    {U"明日", 1},       {U"내일", 1},       {U"vorgestern", -2}, {U"anteayer", -2},  {U"eergisteren", -2},
    {U"anteontem", -2}, {U"позавчера", -2}, {U"前天", -2},       {U"übermorgen", 2}, {U"overmorgen", 2},
});

constexpr std::array kNow = std::to_array<Word>(
    {U"now", U"jetzt", U"maintenant", U"ahora", U"adesso", U"nu", U"agora", U"сейчас", U"刚刚", U"たった今"});

constexpr std::array kOnes =
    std::to_array<Word>({U"a", U"an", U"one", U"ein", U"eine", U"einem", U"einer", U"un", U"une", U"una",
                         U"uno", U"um", U"uma", U"een", U"en", U"et"});

constexpr std::array kUnits = std::to_array<Entry<Unit>>({
    {U"s", Unit::second},        {U"sec", Unit::second},      {U"secs", Unit::second},
    {U"second", Unit::second},   {U"seconds", Unit::second},  {U"sekunde", Unit::second},
    {U"sekunden", Unit::second}, {U"seconde", Unit::second},  {U"secondes", Unit::second},
    {U"segundo", Unit::second},  {U"segundos", Unit::second}, {U"secondo", Unit::second},
    {U"secondi", Unit::second},  {U"seconden", Unit::second}, {U"секунд", Unit::second},
    {U"секунды", Unit::second},  {U"m", Unit::minute},        {U"min", Unit::minute},
    {U"mins", Unit::minute},     {U"minute", Unit::minute},   {U"minutes", Unit::minute},
    {U"minuten", Unit::minute},  {U"minuto", Unit::minute},   {U"minutos", Unit::minute},
    {U"minuti", Unit::minute},   {U"minuut", Unit::minute},   {U"minuter", Unit::minute},
    {U"минут", Unit::minute},    {U"минуты", Unit::minute},   {U"минуту", Unit::minute},
    {U"h", Unit::hour},          {U"hr", Unit::hour},         {U"hrs", Unit::hour},
    {U"hour", Unit::hour},       {U"hours", Unit::hour},      {U"std", Unit::hour},
    {U"stunde", Unit::hour},     {U"stunden", Unit::hour},    {U"heure", Unit::hour},
    {U"heures", Unit::hour},     {U"hora", Unit::hour},       {U"horas", Unit::hour},
    {U"ora", Unit::hour},        {U"ore", Unit::hour},        {U"uur", Unit::hour},
    {U"uren", Unit::hour},       {U"timmar", Unit::hour},     {U"час", Unit::hour},
    {U"часа", Unit::hour},       {U"часов", Unit::hour},      {U"d", Unit::day},
    {U"day", Unit::day},         {U"days", Unit::day},        {U"tag", Unit::day},
    {U"tage", Unit::day},        {U"tagen", Unit::day},       {U"jour", Unit::day},
    {U"jours", Unit::day},       {U"día", Unit::day},         {U"días", Unit::day},
    {U"dia", Unit::day},         {U"dias", Unit::day},        {U"giorno", Unit::day},
    {U"giorni", Unit::day},      {U"dag", Unit::day},         {U"dagen", Unit::day},
    {U"dagar", Unit::day},       {U"dni", Unit::day},         {U"день", Unit::day},
    {U"дня", Unit::day},         {U"дней", Unit::day},        {U"w", Unit::week},
    {U"wk", Unit::week},         {U"wks", Unit::week},        {U"week", Unit::week},
    {U"weeks", Unit::week},      {U"woche", Unit::week},      {U"wochen", Unit::week},
    {U"semaine", Unit::week},    {U"semaines", Unit::week},   {U"semana", Unit::week},
    {U"semanas", Unit::week},    {U"settimana", Unit::week},  {U"settimane", Unit::week},
    {U"weken", Unit::week},      {U"veckor", Unit::week},     {U"неделю", Unit::week},
    {U"недели", Unit::week},     {U"недель", Unit::week},     {U"mo", Unit::month},
    {U"mos", Unit::month},       {U"month", Unit::month},     {U"months", Unit::month},
    {U"monat", Unit::month},     {U"monate", Unit::month},    {U"monaten", Unit::month},
    {U"mois", Unit::month},      {U"mes", Unit::month},       {U"meses", Unit::month},
    {U"mês", Unit::month},       {U"mese", Unit::month},      {U"mesi", Unit::month},
    {U"maand", Unit::month},     {U"maanden", Unit::month},   {U"månader", Unit::month},
    {U"месяц", Unit::month},     {U"месяца", Unit::month},    {U"месяцев", Unit::month},
    {U"y", Unit::year},          {U"yr", Unit::year},         {U"yrs", Unit::year},
    {U"year", Unit::year},       {U"years", Unit::year},      {U"jahr", Unit::year},
    {U"jahre", Unit::year},      {U"jahren", Unit::year},     {U"an", Unit::year},
    {U"ans", Unit::year},        {U"année", Unit::year},      {U"années", Unit::year},
    {U"año", Unit::year},        {U"años", Unit::year},       {U"ano", Unit::year},
    {U"anos", Unit::year},       {U"anno", Unit::year},       {U"anni", Unit::year},
    {U"jaar", Unit::year},       {U"år", Unit::year},         {U"год", Unit::year},
    {U"года", Unit::year},       {U"лет", Unit::year},
});
/// Unit and direction in one word.
constexpr std::array kSuffixUnits = std::to_array<Entry<Unit>>({
    {U"秒", Unit::second},   {U"초", Unit::second},   {U"分", Unit::minute},  {U"分钟", Unit::minute},
    {U"分鐘", Unit::minute}, {U"분", Unit::minute},   {U"小时", Unit::hour},  {U"小時", Unit::hour},
    {U"時間", Unit::hour},   {U"个小时", Unit::hour}, {U"시간", Unit::hour},  {U"天", Unit::day},
    {U"日", Unit::day},      {U"일", Unit::day},      {U"周", Unit::week},    {U"週", Unit::week},
    {U"週間", Unit::week},   {U"주", Unit::week},     {U"个月", Unit::month}, {U"個月", Unit::month},
    {U"か月", Unit::month},  {U"ヶ月", Unit::month},  {U"개월", Unit::month}, {U"年", Unit::year},
    {U"년", Unit::year},
});

/// Words that say "in the past", before the number or behind its unit; "il y a", "hace".
constexpr std::array kPastBefore = std::to_array<Word>({U"vor", U"hace", U"há", U"a", U"för"});
constexpr std::array kPastBehind =
    std::to_array<Word>({U"ago", U"fa", U"geleden", U"atrás", U"sedan", U"siden", U"temu", U"назад"});
constexpr std::array kFutureBefore =
    std::to_array<Word>({U"in", U"dans", U"dentro", U"over", U"tra", U"fra", U"em", U"om", U"через"});

bool contains(const auto& words, Word word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}
template <class T>
std::optional<T> found(const auto& entries, Word word) {
  const auto at =
      std::find_if(entries.begin(), entries.end(), [word](const auto& entry) { return entry.first == word; });
  return at == entries.end() ? std::nullopt : std::optional<T>(at->second);
}

sys_seconds added_months(sys_seconds moment, int count) {
  const sys_days midnight = floor<days>(moment);
  const year_month_day date(midnight);
  year_month_day moved = date.year() / date.month() / date.day() + months(count);
  if (!moved.ok()) moved = moved.year() / moved.month() / last;
  return sys_days(moved) + (moment - midnight);
}

sys_seconds added(sys_seconds moment, int count, Unit unit) {
  switch (unit) {
    case Unit::second:
      return moment + seconds(count);
    case Unit::minute:
      return moment + minutes(count);
    case Unit::hour:
      return moment + hours(count);
    case Unit::day:
      return moment + days(count);
    case Unit::week:
      return moment + weeks(count);
    case Unit::month:
      return added_months(moment, count);
    case Unit::year:
      return added_months(moment, 12 * count);
  }
  return moment;
}

/// A number with its unit.
struct Distance {
  std::size_t begin = 0, end = 0;
  int count = 0;
  Unit unit = Unit::second;
  int direction = 0;  ///< of units that say it themselves
};

std::optional<Distance> distance_at(const std::vector<DateToken>& tokens, std::size_t begin) {
  if (begin + 1 >= tokens.size()) return std::nullopt;
  const DateToken& number = tokens[begin];
  Distance distance;
  distance.begin = begin;
  distance.end = begin + 2;
  constexpr std::size_t kMostDigits = 4;
  if (number.digits() > 0 && number.digits() <= kMostDigits) {
    distance.count = number.value();
  } else if (number.kind == Kind::word && contains(kOnes, number.text)) {
    distance.count = 1;
  } else {
    return std::nullopt;
  }
  Word word = tokens[begin + 1].text;
  if (tokens[begin + 1].kind != Kind::word) return std::nullopt;
  if (const auto unit = found<Unit>(kUnits, word)) {
    distance.unit = *unit;
    return distance;
  }
  const bool is_past = word.ends_with(U'前') || word.ends_with(U'전');
  if (is_past || word.ends_with(U'后') || word.ends_with(U'後')) {
    word.remove_suffix(1);
    distance.direction = is_past ? -1 : 1;
  } else if (begin + 2 < tokens.size() && tokens[begin + 2].is_word(U"전")) {
    distance.direction = -1;
    ++distance.end;
  }
  const auto unit = found<Unit>(kSuffixUnits, word);
  if (!unit || distance.direction == 0) return std::nullopt;
  distance.unit = *unit;
  return distance;
}

/// "3 days ago", "1 day and 2 hours ago", "vor einem Jahr".
std::optional<RelativeDate> take_distance(std::vector<DateToken>& tokens, sys_seconds now) {
  for (std::size_t first = 0; first < tokens.size(); ++first) {
    std::vector<Distance> distances;
    std::size_t end = first;
    for (auto next = distance_at(tokens, first); next; next = distance_at(tokens, end)) {
      distances.push_back(*next);
      end = next->end;
      while (end < tokens.size() && (tokens[end].is_sign(U',') || tokens[end].is_word(U"and") ||
                                     tokens[end].is_word(U"und") || tokens[end].is_sign(U'.')))
        ++end;
    }
    if (distances.empty()) continue;
    int direction = distances[0].direction;
    const Word before = first > 0 ? Word(tokens[first - 1].text) : Word();
    if (contains(kPastBefore, before)) direction = -1;
    if (contains(kFutureBefore, before) ||
        (before == U"de" && first > 1 && tokens[first - 2].is_word(U"dentro")))
      direction = 1;
    if (end < tokens.size() && contains(kPastBehind, tokens[end].text)) direction = -1;
    if (end + 1 < tokens.size() && tokens[end].is_word(U"from") && tokens[end + 1].is_word(U"now"))
      direction = 1;
    if (direction == 0) continue;
    RelativeDate date;
    date.moment = now;
    for (const Distance& distance : distances) {
      date.moment = added(date.moment, direction * distance.count, distance.unit);
      date.has_clock = date.has_clock || distance.unit <= Unit::hour;
    }
    for (std::size_t index = first; index < end; ++index) tokens[index].is_used = true;
    return date;
  }
  return std::nullopt;
}

}  // namespace

std::optional<RelativeDate> take_relative_date(std::vector<DateToken>& tokens, text::EpochSeconds now) {
  const sys_seconds moment{seconds(static_cast<std::int64_t>(std::floor(now)))};
  if (const auto date = take_distance(tokens, moment)) return date;
  for (std::size_t index = 0; index < tokens.size(); ++index) {
    DateToken& token = tokens[index];
    if (token.kind != Kind::word) continue;
    RelativeDate date;
    if (auto distance = found<int>(kDays, token.text)) {
      const bool is_before = index >= 2 && *distance == -1 && tokens[index - 1].is_word(U"before");
      const bool is_avant =
          index >= 2 && tokens[index - 1].is_sign(U'-') && tokens[index - 2].is_word(U"avant");
      if (is_before || is_avant) --*distance;
      date.moment = floor<days>(moment) + days(*distance);
      token.is_used = true;
      return date;
    }
    if (contains(kNow, token.text)) {
      date.moment = moment;
      date.has_clock = true;
      return date;
    }
  }
  return std::nullopt;
}

}  // namespace trawl::extract
