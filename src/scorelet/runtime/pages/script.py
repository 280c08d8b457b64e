"""The script of all pages: it fills in where the service is, and sends what is tried.

Pages work under any prefix (a stage such as /prod, a base path), which only the browser knows: paths in them are
relative, and the status page, which may be reached without its last slash, gets its links made right here. What comes
back is shown as text, never as HTML.
"""

from __future__ import annotations

SCRIPT = """
(function () {
  'use strict';
  var here = location.origin + location.pathname;
  var base = document.body.dataset.root === 'here' ? here.replace(/\\/*$/, '/') : here.replace(/\\/*$/, '')
    .replace(/[^\\/]*$/, '');
  document.querySelectorAll('a[data-path]').forEach(function (link) { link.href = base + link.dataset.path; });
  document.querySelectorAll('[data-base]').forEach(function (place) { place.textContent = base; });

  // Numbers of many digits would lose some.
  function pretty(text) {
    if (/(^|[^.\\d])\\d{16}/.test(text)) { return text; }
    try { return JSON.stringify(JSON.parse(text), null, 2); } catch (error) { return text; }
  }

  function tried(form) {
    var said = form.querySelector('output'), answer = form.querySelector('.answer');
    var button = form.querySelector('button'), key = document.getElementById('key');
    var headers = {'content-type': 'application/json', 'accept': 'application/json'};
    if (key && key.value) { headers['x-api-key'] = key.value; }
    var began = performance.now();
    button.disabled = true;
    said.textContent = 'asking ...';
    fetch(base + form.dataset.path, {method: 'POST', headers: headers, body: form.querySelector('textarea').value})
      .then(function (response) {
        return response.text().then(function (text) {
          said.textContent = response.status + ' in ' + Math.round(performance.now() - began) + ' ms';
          said.className = response.ok ? 'good' : 'bad';
          answer.textContent = pretty(text);
        });
      })
      .catch(function (error) {
        said.textContent = 'no answer: ' + error.message;
        said.className = 'bad';
      })
      .then(function () { button.disabled = false; answer.hidden = false; });
  }

  document.querySelectorAll('form[data-path]').forEach(function (form) {
    form.addEventListener('submit', function (event) { event.preventDefault(); tried(form); });
  });
})();
"""
