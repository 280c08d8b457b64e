"""What people and their tools see of a service: status page, OpenAPI document, docs page.

health.py  models.py                what is told as JSON
described.py  made_rows.py          the models, with rows that they answer

openapi.py                          the document, put together of the operations of
  predict_api.py inference_api.py     each dialect: Scorelet's own, the Open Inference Protocol,
  invocation_api.py service_api.py    MLflow's and SageMaker's; and of what tells of the service
  operations.py                       what operations are made of
  row_schemas.py csv_form.py          what a body may be
  answer_schemas.py avro_schemas.py   what an answer is; types as JSON Schemas

status.py  docs.py  docs_model.py   pages, made of
  page.py elements.py laid_out.py     HTML
  style.py script.py                  and what is in all of them
"""

BROWSED = frozenset({"/", "/docs", "/openapi.json"})
"""What people open in browsers, which send no keys of their own."""
