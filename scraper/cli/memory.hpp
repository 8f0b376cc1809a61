#pragma once

namespace trawl::cli {

/// Has threads share what memory falls free, and large blocks go back to the system at once. Pages wander from one thread
/// to the next, and each would keep for itself what it has held at its fullest. Call it first in main.
void share_memory();

}  // namespace trawl::cli
