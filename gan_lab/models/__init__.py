"""Networks: plain nn.Modules, one file a rung of the ladder.

Contract: a generator maps z, float32 (N, nz), to data; a discriminator maps data to N numbers,
shape (N,): logits, unless the lesson says otherwise (lesson 01 ends in a sigmoid).
"""
