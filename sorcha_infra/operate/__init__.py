"""Steps of `make up` and `make down` around `pulumi up` and `pulumi destroy`."""
