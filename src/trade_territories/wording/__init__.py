"""What readers read: numbers, units and sentences in French and English."""
