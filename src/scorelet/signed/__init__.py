"""Calls to AWS with the standard library alone: importing boto3 would cost a third of a second at each cold start."""
