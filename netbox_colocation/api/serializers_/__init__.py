"""One module per noun; import the serializers from `api.serializers`."""
