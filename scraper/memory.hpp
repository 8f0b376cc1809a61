#pragma once

/// Has the allocator give memory back to the system soon after it falls free. Pages wander from one thread to
/// the next, and each thread would keep what it has seen at its fullest.
void return_memory_soon();
