"""A fleet of simulated portals: invented counties, real habits of portal software."""
