"""The program that starts the functions' processes: a small one, beside the emulator.

    emulator  --{"id": 3, "do": "spawn", ...}-->  spawner  --fork, exec-->  python -I -S bootstrap.py
              <--{"id": 3, "pid": 71} + pipe----           <--exit status--
              <--{"ended": 71, "status": -9}----

It is a program of its own for two reasons. Forking a process with threads, an event loop and a large memory is slow and
unsafe; this one has one thread and little memory. And whatever becomes of the emulator, SIGKILL included, the spawner
sees the end of its connection, ends all that it started, removes the work folder and goes. Should the spawner itself be
killed, Linux ends its children with it (PR_SET_PDEATHSIG), and the emulator looks for what they left.

It runs with `python -I -S` and imports the standard library and this folder only. Messages are lines of JSON; the
reading end of a process's output comes with the answer to "spawn", as a file descriptor.
"""
