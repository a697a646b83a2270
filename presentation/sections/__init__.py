"""One pure function a kind of answer: from answer and parameters to sections."""
