"""From a stack file and the recommendation table to one resolved deployment."""
