import { createTransport } from 'nodemailer';

const transport = createTransport(process.env.SMTP_URL);

export async function send(to: string, subject: string, html: string) {
  await transport.sendMail({ from: 'parcels@brightquay.example', to, subject, html });
}
