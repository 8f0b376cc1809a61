"""The operations of aio_bench.cpp in Python: with asyncio, or with uvloop if that is the argument."""

import asyncio
import os
import sys
import threading
import time


async def one():
    return 1


async def await_often(times):
    total = 0
    for _ in range(times):
        total += await one()
    return total


async def spawn_and_join(times):
    total = 0
    for _ in range(times):
        total += await asyncio.create_task(one())
    return total


async def put_all(queue, times):
    for i in range(times):
        await queue.put(i)


async def get_all(queue, times):
    total = 0
    for _ in range(times):
        total += await queue.get()
    return total


async def hand_over(times):
    queue = asyncio.Queue(1)
    await asyncio.gather(put_all(queue, times), get_all(queue, times))


def delays():
    """The same as in measure.hpp, in seconds."""
    state = 1
    while True:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        yield (state >> 8) % 10_000 / 1e6


async def expire_timers(times):
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    left = times

    def expired():
        nonlocal left
        left -= 1
        if left == 0:
            over.set_result(None)

    for _, delay in zip(range(times), delays()):
        loop.call_later(delay, expired)
    await over


async def gather_sleeps(times):
    await asyncio.gather(*(asyncio.sleep(delay) for _, delay in zip(range(times), delays())))


async def ask_from_thread(times):
    loop = asyncio.get_running_loop()
    over = loop.create_future()

    def ask():
        answered = threading.Semaphore(0)
        for _ in range(times):
            loop.call_soon_threadsafe(answered.release)
            answered.acquire()
        loop.call_soon_threadsafe(over.set_result, None)

    asker = threading.Thread(target=ask)
    asker.start()
    await over
    asker.join()


MEMBERS = 500


class Chat:
    """A chat server: sends each line that a member says to all members."""

    def __init__(self):
        self.members = set()
        self.serving = set()

    async def serve(self, reader, writer):
        self.serving.add(asyncio.current_task())
        lines = asyncio.Queue()
        lines.put_nowait(b"welcome\n")
        self.members.add(lines)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.send_all(lines, writer))
            while said := await reader.readline():
                for each in self.members:
                    each.put_nowait(said)
            self.members.remove(lines)
            lines.put_nowait(None)
        writer.close()

    async def send_all(self, lines, writer):
        while (line := await lines.get()) is not None:
            writer.write(line)
            await writer.drain()


async def hear(reader, lines):
    for _ in range(lines):
        await reader.readline()


async def say(writer, member, lines):
    for i in range(lines):
        writer.write(f"client {member} says {i}\n".encode())
        await writer.drain()


async def attend(port, member, lines, all_are_there):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    await all_are_there.wait()
    await asyncio.gather(hear(reader, MEMBERS * lines), say(writer, member, lines))
    writer.close()
    await writer.wait_closed()


async def chat(times):
    room = Chat()
    all_are_there = asyncio.Barrier(MEMBERS)
    server = await asyncio.start_server(room.serve, "127.0.0.1", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    lines = times // (MEMBERS * MEMBERS)
    await asyncio.gather(*(attend(port, i, lines, all_are_there) for i in range(MEMBERS)))
    server.close()
    await asyncio.wait(room.serving)


def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


async def print_bytes_per_task(count):
    event = asyncio.Event()
    before = resident_bytes()
    tasks = [asyncio.create_task(event.wait()) for _ in range(count)]
    await asyncio.sleep(0)
    print(f"bytes per parked task\t{(resident_bytes() - before) / count:.0f}", flush=True)
    event.set()
    await asyncio.gather(*tasks)


def measure(name, times, now, work):
    best = float("inf")
    for _ in range(3):
        start = now()
        asyncio.run(work(times))
        best = min(best, now() - start)
    print(f"{name}\t{best / times:.1f}", flush=True)


def main():
    if sys.argv[1:] == ["uvloop"]:
        try:
            import uvloop
        except ImportError:
            print("missing\tpython3-uvloop")
            return
        uvloop.install()
    asyncio.run(print_bytes_per_task(100_000))
    measure("await of a ready coroutine", 1_000_000, time.process_time_ns, await_often)
    measure("task spawned and joined", 100_000, time.process_time_ns, spawn_and_join)
    measure("item from task to task", 100_000, time.process_time_ns, hand_over)
    measure("timer of a million", 1_000_000, time.process_time_ns, expire_timers)
    measure("sleep of 100,000 gathered", 100_000, time.process_time_ns, gather_sleeps)
    measure("thread to loop and back", 5_000, time.perf_counter_ns, ask_from_thread)
    measure("line heard in a chat of 500", 500_000, time.process_time_ns, chat)


main()
