# A client that says that its request is complete, and reads the answer to the end.
import socket

c = socket.create_connection(("127.0.0.1", 18460))
c.sendall(b"how are you?")
c.shutdown(socket.SHUT_WR)
while b := c.recv(100):
    print(b, flush=True)
print("end of the answer", flush=True)
