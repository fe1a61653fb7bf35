"""All forms of the service as data: one module for each form, and one for each part that several forms share."""
