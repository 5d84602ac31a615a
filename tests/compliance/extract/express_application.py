"""The beginning of a file that makes an application of Express."""

from __future__ import annotations

APP = "const express = require('express');\nconst app = express();\n"
TS_APP = "import express, { Router } from 'express';\nconst app = express();\n"
