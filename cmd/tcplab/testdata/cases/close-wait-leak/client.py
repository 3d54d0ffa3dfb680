# A client that sends a line over each of three connections and closes them.
import socket

for i in range(3):
    c = socket.create_connection(("127.0.0.1", 18402))
    c.sendall(b"hello %d" % i)
    c.close()
print("done", flush=True)
