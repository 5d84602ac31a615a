"""What runs Plumbline on a server: the image, Compose, and the commands that they give."""
