"""The commands of the command line, one file each. Each file defines ``command``; ``app`` finds it by walking."""
