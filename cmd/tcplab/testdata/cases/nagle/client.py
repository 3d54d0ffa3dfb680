# A client that writes each line in two pieces, with Nagle's algorithm on.
import socket

c = socket.create_connection(("127.0.0.1", 18413))
for i in range(3):
    c.send(b"head ")
    c.send(b"body\n")
    c.recv(100)
    print("round", i, flush=True)
c.close()
