# A client that is connected to the server's second address.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.2", 18416))
s.send(b"ping")
print("got", s.recv(100), flush=True)
