# A client that never reads, so it does not learn that the server has closed.
# It writes a record for each line of its input.
import socket

c = socket.create_connection(("127.0.0.1", 18406))
print("connected", flush=True)
for i in range(3):
    input()
    try:
        print("write", i, c.send(b"record %d" % i), flush=True)
    except OSError as e:
        print("write", i, e, flush=True)
