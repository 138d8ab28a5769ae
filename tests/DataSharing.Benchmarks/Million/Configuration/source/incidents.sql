SELECT * FROM sharing_incident
