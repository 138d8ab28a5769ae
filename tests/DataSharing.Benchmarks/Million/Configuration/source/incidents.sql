SELECT * FROM counted_incident
