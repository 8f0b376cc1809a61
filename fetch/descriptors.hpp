#pragma once
#include <cstddef>

namespace trawl::fetch {

// The descriptors of this process: files, sockets and the like. Thread: any.

/// Raises the limit of open descriptors (RLIMIT_NOFILE) as far as the system lets this process; returns what
/// descriptor_limit() is then.
std::size_t raise_descriptor_limit();

/// How many descriptors this process may have open.
std::size_t descriptor_limit();

/// How many connections that leaves room for, beside files, name lookups and the status page; at least 1.
std::size_t connections_that_fit(std::size_t descriptors);

/// Whether `error`, an errno, says that this machine lacks something for another socket.
bool is_shortage(int error);

/// Whether another descriptor could be opened now. For failures of libraries that do not tell their errno.
bool can_open_descriptor();

}  // namespace trawl::fetch
