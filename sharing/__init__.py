"""Words leaving the journal: to one therapist, as a sealed copy, until taken back."""
