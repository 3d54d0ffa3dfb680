# A client that reads to the end, as soon as its input has a line.
import socket

c = socket.create_connection(("127.0.0.1", 18415))
input()
n = 0
try:
    while b := c.recv(1000):
        n += len(b)
    print("end after", n, flush=True)
except OSError as e:
    print(e, "after", n, flush=True)
