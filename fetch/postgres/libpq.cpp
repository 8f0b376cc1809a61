#include "fetch/postgres/libpq.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include <dlfcn.h>
#include <postgresql/libpq-fe.h>

namespace trawl::fetch {
namespace {

void* load_library() {
  void* const handle = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return handle;
  throw PostgresError(
      PostgresErrorKind::library,
      std::string("PostgreSQL's client library cannot be loaded; install the package libpq5: ") + dlerror());
}

void* load_function(void* handle, const char* name) {
  if (void* const function = dlsym(handle, name)) return function;
  throw PostgresError(PostgresErrorKind::library,
                      std::string("PostgreSQL's client library is older than version 14: it lacks ") + name);
}

/// The functions of the loaded library, without their "PQ". It stays loaded, because OpenSSL and others keep
/// pointers into it.
struct Library {
  void* const handle = load_library();
#define TRAWL_PQ(name) \
  const decltype(&PQ##name) name = reinterpret_cast<decltype(&PQ##name)>(load_function(handle, "PQ" #name))
  TRAWL_PQ(conninfoParse);
  TRAWL_PQ(conninfoFree);
  TRAWL_PQ(connectStartParams);
  TRAWL_PQ(connectPoll);
  TRAWL_PQ(finish);
  TRAWL_PQ(status);
  TRAWL_PQ(socket);
  TRAWL_PQ(pass);
  TRAWL_PQ(errorMessage);
  TRAWL_PQ(setErrorVerbosity);
  TRAWL_PQ(setNoticeReceiver);
  TRAWL_PQ(setnonblocking);
  TRAWL_PQ(enterPipelineMode);
  TRAWL_PQ(sendPrepare);
  TRAWL_PQ(sendQueryPrepared);
  TRAWL_PQ(pipelineSync);
  TRAWL_PQ(flush);
  TRAWL_PQ(consumeInput);
  TRAWL_PQ(isBusy);
  TRAWL_PQ(getResult);
  TRAWL_PQ(clear);
  TRAWL_PQ(resultStatus);
  TRAWL_PQ(resultErrorField);
  TRAWL_PQ(ntuples);
  TRAWL_PQ(getisnull);
  TRAWL_PQ(getvalue);
  TRAWL_PQ(getlength);
  TRAWL_PQ(cmdTuples);
  TRAWL_PQ(notifies);
  TRAWL_PQ(freemem);
  TRAWL_PQ(getCancel);
  TRAWL_PQ(freeCancel);
  TRAWL_PQ(cancel);
#undef TRAWL_PQ
};

/// Thread: any.
const Library& pq() {
  static const Library library;
  return library;
}

void drop_notice(void*, const PGresult*) {}

std::string field(const PGresult* result, int code) {
  const char* const text = pq().resultErrorField(result, code);
  return text == nullptr ? "" : text;
}

/// Texts of libpq end with a newline, and some have several lines.
std::string one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at))
    text.replace(at, 1, "; ");
  return text;
}

/// Takes the SQLSTATE out of a verbose message, such as "FATAL:  28P01: password …"; "" if there is none.
/// While it connects, libpq says it nowhere else.
std::string take_sqlstate(std::string& message) {
  message.erase(std::min(message.find("\nLOCATION:"), message.size()));
  for (std::size_t at = message.find(":  "); at != std::string::npos; at = message.find(":  ", at + 1)) {
    const std::string code = message.substr(at + 3, 5);
    const bool is_code = code.size() == 5 && message.compare(at + 8, 2, ": ") == 0 &&
                         code.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
    if (!is_code) continue;
    message.erase(at + 2, 7);
    return code;
  }
  return "";
}

template <class Number>
Number number_in(std::string_view cell) {
  Number number{};
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (error != std::errc() || end != cell.data() + cell.size())
    throw PostgresError(PostgresErrorKind::statement, "no number: " + std::string(cell), "22P02");
  return number;
}

}  // namespace

void SqlRows::Free::operator()(pg_result* result) const {
  pq().clear(result);
}

std::size_t SqlRows::size() const {
  return result_ ? static_cast<std::size_t>(pq().ntuples(result_.get())) : 0;
}

bool SqlRows::is_null(std::size_t row, int column) const {
  return pq().getisnull(result_.get(), static_cast<int>(row), column) != 0;
}

std::string_view SqlRows::text(std::size_t row, int column) const {
  const int at = static_cast<int>(row);
  return {pq().getvalue(result_.get(), at, column),
          static_cast<std::size_t>(pq().getlength(result_.get(), at, column))};
}

std::int64_t SqlRows::integer(std::size_t row, int column) const {
  return is_null(row, column) ? 0 : number_in<std::int64_t>(text(row, column));
}

double SqlRows::real(std::size_t row, int column) const {
  return real_if_any(row, column).value_or(0);
}

std::optional<double> SqlRows::real_if_any(std::size_t row, int column) const {
  if (is_null(row, column)) return std::nullopt;
  return number_in<double>(text(row, column));
}

std::int64_t SqlRows::changed() const {
  const std::string_view count = result_ ? pq().cmdTuples(result_.get()) : "";
  return count.empty() ? 0 : number_in<std::int64_t>(count);
}

LibpqConnection::LibpqConnection(const std::string& target) : target_(target) {
  // libpq's own message would quote the string, and with it the password.
  PQconninfoOption* const options = pq().conninfoParse(target.c_str(), nullptr);
  if (options == nullptr)
    throw PostgresError(
        PostgresErrorKind::library,
        "the connection string is not understood; write postgres://USER@HOST:PORT/DATABASE or "
        "'host=… port=… dbname=… user=…'");
  std::string host, port, database;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    const std::string_view keyword = option->keyword;
    if (option->val == nullptr) continue;
    if (keyword == "host") host = option->val;
    if (keyword == "port") port = option->val;
    if (keyword == "dbname") database = option->val;
    if (keyword == "password") password_ = option->val;
  }
  pq().conninfoFree(options);
  where_ = "PostgreSQL";
  if (!host.empty()) where_ += " at " + host + (port.empty() ? "" : ":" + port);
  if (!database.empty()) where_ += ", database " + database;
}

LibpqConnection::Step LibpqConnection::connect_step() {
  if (!has_begun_) {
    const std::array keywords{"fallback_application_name", "dbname", "client_encoding",
                              static_cast<const char*>(nullptr)};
    const std::array values{"trawl", target_.c_str(), "UTF8", static_cast<const char*>(nullptr)};
    connection_.reset(pq().connectStartParams(keywords.data(), values.data(), 1));
    require(raw() != nullptr && pq().status(raw()) != CONNECTION_BAD);
    if (const char* const password = pq().pass(raw()); password != nullptr) password_ = password;
    pq().setErrorVerbosity(raw(), PQERRORS_VERBOSE);
    pq().setNoticeReceiver(raw(), drop_notice, nullptr);
    has_begun_ = true;
    return Step::waits_for_writing;
  }
  switch (pq().connectPoll(raw())) {
    case PGRES_POLLING_READING:
      return Step::waits_for_reading;
    case PGRES_POLLING_WRITING:
      return Step::waits_for_writing;
    case PGRES_POLLING_OK:
      require(pq().setnonblocking(raw(), 1) == 0 && pq().enterPipelineMode(raw()) == 1);
      return Step::connected;
    default:
      fail();
  }
}

int LibpqConnection::socket() const {
  return raw() == nullptr ? -1 : pq().socket(raw());
}

void LibpqConnection::send_preparation(const std::string& name, const SqlStatement& statement) {
  std::vector<Oid> types;
  for (const SqlValue& value : statement.parameters) types.push_back(value.number);
  require(pq().sendPrepare(raw(), name.c_str(), statement.text.c_str(), static_cast<int>(types.size()),
                           types.data()) == 1);
}

void LibpqConnection::send(const std::string& name, const SqlStatement& statement) {
  std::vector<const char*> values;
  std::vector<int> sizes;
  for (const SqlValue& value : statement.parameters) {
    values.push_back(value.bytes ? value.bytes->data() : nullptr);
    sizes.push_back(value.bytes ? static_cast<int>(value.bytes->size()) : 0);
  }
  const std::vector<int> binary(values.size(), 1);
  require(pq().sendQueryPrepared(raw(), name.c_str(), static_cast<int>(values.size()), values.data(),
                                 sizes.data(), binary.data(), 0) == 1);
}

void LibpqConnection::send_end() {
  require(pq().pipelineSync(raw()) == 1);
}

bool LibpqConnection::flush() {
  const int left = pq().flush(raw());
  require(left >= 0);
  return left == 0;
}

void LibpqConnection::consume() {
  require(pq().consumeInput(raw()) == 1);
}

std::optional<LibpqConnection::Reply> LibpqConnection::next_reply() {
  // Null ends the results of one statement.
  for (int nulls = 0; pq().isBusy(raw()) == 0; ++nulls) {
    PGresult* const result = pq().getResult(raw());
    if (result == nullptr) {
      if (nulls > 1 || pq().status(raw()) == CONNECTION_BAD) fail();
      continue;
    }
    std::optional<Reply> reply(std::in_place);
    reply->rows = SqlRows(result);
    switch (pq().resultStatus(result)) {
      case PGRES_PIPELINE_SYNC:
        reply->kind = Reply::Kind::end;
        break;
      case PGRES_PIPELINE_ABORTED:
        reply->kind = Reply::Kind::skipped;
        break;
      case PGRES_TUPLES_OK:
      case PGRES_COMMAND_OK:
        break;
      default:
        reply->kind = Reply::Kind::failed;
        reply->error = error_of(result);
    }
    return reply;
  }
  return std::nullopt;
}

std::optional<std::string> LibpqConnection::next_notification() {
  PGnotify* const notification = pq().notifies(raw());
  if (notification == nullptr) return std::nullopt;
  std::string payload = notification->extra;
  pq().freemem(notification);
  return payload;
}

LibpqConnection::Canceller LibpqConnection::canceller() const {
  Canceller canceller;
  canceller.handle_ = std::shared_ptr<void>(static_cast<void*>(pq().getCancel(raw())), [](void* handle) {
    pq().freeCancel(static_cast<PGcancel*>(handle));
  });
  return canceller;
}

void LibpqConnection::Canceller::cancel() const {
  // That it comes too late or meets nobody is no error.
  std::array<char, 256> message{};
  if (handle_)
    pq().cancel(static_cast<PGcancel*>(handle_.get()), message.data(), static_cast<int>(message.size()));
}

void LibpqConnection::Close::operator()(pg_conn* connection) const {
  pq().finish(connection);
}

void LibpqConnection::require(bool succeeded) const {
  if (!succeeded) fail();
}

void LibpqConnection::fail() const {
  std::string message = raw() == nullptr ? "out of memory" : pq().errorMessage(raw());
  std::string sqlstate = take_sqlstate(message);
  if (message.empty()) message = "the connection broke";
  const PostgresErrorKind kind = postgres_kind_of(sqlstate);
  throw PostgresError(kind, where_ + ": " + without_password(one_line(std::move(message))),
                      std::move(sqlstate));
}

PostgresError LibpqConnection::error_of(const pg_result* result) const {
  std::string sqlstate = field(result, PG_DIAG_SQLSTATE);
  std::string message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (message.empty()) message = pq().errorMessage(raw());
  const PostgresErrorKind kind = postgres_kind_of(sqlstate);
  return PostgresError(kind, where_ + ": " + without_password(one_line(std::move(message))),
                       std::move(sqlstate), field(result, PG_DIAG_MESSAGE_DETAIL));
}

std::string LibpqConnection::without_password(std::string message) const {
  if (password_.empty()) return message;
  for (std::size_t at = message.find(password_); at != std::string::npos;
       at = message.find(password_, at + 3))
    message.replace(at, password_.size(), "***");
  return message;
}

}  // namespace trawl::fetch
