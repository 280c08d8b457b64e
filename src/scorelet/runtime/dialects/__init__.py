"""One file per dialect: a body becomes rows, predictions become a body, errors take the dialect's shape."""
