"""What is true: facts of repositories, checks, results, and everything stored about them."""
