"""Lambda's own HTTP API for one function, as boto3 and the AWS command line call it.

    boto3.client("lambda", endpoint_url="http://127.0.0.1:3000", ...)

Nobody has to sign. What it does not know gets a 501 that says what it knows. Errors have the shapes of the service's
own model, so that clients raise their own exceptions.
"""
