# A server that reads each client to its end and never closes the connection.
import socket, time

ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(("127.0.0.1", 18402))
ln.listen()
kept = []
for i in range(3):
    c, _ = ln.accept()
    kept.append(c)  # the fault: it keeps the connection and does not close it
    print("read", c.recv(100), "then", c.recv(100), flush=True)
print("idle, 3 connections kept", flush=True)
time.sleep(600)
