"""What AWS Lambda brings becomes requests, and what the app answers becomes a reply: one file per source.

    sources.py     how each source is told, and what answers it: one row each
    setting.py     what all of them need: the app, outputs, a clock
    shapes.py      parts of events, checked

    http.py        what the HTTP sources share
      rest.py        API Gateway REST, payload 1.0
      http_api.py    API Gateway HTTP and function URLs, payload 2.0
      alb.py         Application Load Balancer
    direct.py      rows, without anything around them
    schedule.py    pings that keep the function warm

    records.py     what the batch sources share: each record is scored, the results are sent, what failed is reported
      sqs.py  kinesis.py  kafka.py  sns.py
    outputs.py     where results go: SQS, Kinesis, S3
    s3.py          a file was put into a bucket: it is scored, and the predictions are put beside it
      scored_file.py   a file of rows here becomes files of predictions and errors here

An event that nothing here answers is an EventError.
"""
