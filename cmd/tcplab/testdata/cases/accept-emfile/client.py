# A client that opens four connections, sends a request over each, and waits for
# the answer to the last one.
import socket

kept = []
for i in range(4):
    c = socket.create_connection(("127.0.0.1", 18411))
    kept.append(c)
    c.sendall(b"request %d" % i)
    print("sent", i, flush=True)
print("answer", kept[3].recv(100), flush=True)
