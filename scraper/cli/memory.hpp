#pragma once

namespace trawl::cli {

/// Makes threads share freed memory, and returns large blocks to the system at once. Pages pass from thread
/// to thread, and otherwise each thread would keep the most memory that it ever held. Stacks of threads, also
/// of libraries', are 1 MB in place of 8, as nothing here recurses over what comes from outside.
/// Call it first in main.
void share_memory();

}  // namespace trawl::cli
