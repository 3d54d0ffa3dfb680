# A client that reads to the end and then closes.
import socket

c = socket.create_connection(("127.0.0.1", 18403))
while c.recv(100):
    pass
c.close()
print("done", flush=True)
