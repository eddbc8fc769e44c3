"""Checks an ONNX file in full, shape inference in strict mode included. Prints {"outputs": [names]}.

    python3 check_onnx.py model.onnx
"""
import json
import sys

import onnx

model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
# Inferred shapes have to agree with the declared ones.
onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
print(json.dumps({"outputs": [output.name for output in model.graph.output]}))
