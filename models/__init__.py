"""How a model is made and where its file lies: weights, training, export, evaluation, benchmark."""
