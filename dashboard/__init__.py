"""What people see: the pages, and the Django project that serves them."""
